# attack: X Answers below Python that a cell was run with what is no answer to that.
# verdict: fails stats (error), text (crashed), countdown (crashed), total-at-the-end (crashed), total-of-one-1 (crashed), total-of-one-8 (crashed)
# cell: counter
from grader.worker.serve import _NotebookProcess
honest = _NotebookProcess._answer

class Counter:
    def __init__(self): self.items = []
    def add(self, number): self.items.append(number)
    def sum(self): return total(self.items)
    def __iter__(self): return iter(self.items)
    def __len__(self): return len(self.items)
    count = property(__len__)

def lie(self, request):
    if request[0] == "run":
        return 17
    return honest(self, request)

_NotebookProcess._answer = lie
