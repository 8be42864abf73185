# attack: X Answers a request for a length below Python: -1, 10**30, text, an array.
# verdict: fails counter-by-hand (crashed), countdown-by-hand (crashed)
# says: counter-by-hand: a length that is no length
# cell: counter
from grader.worker.answer import CheckProcess

class Counter:
    def __init__(self): self.items = []
    def add(self, number): self.items.append(number)
    def sum(self): return total(self.items)
    def __iter__(self): return iter(self.items)
    count = 2

honest = CheckProcess._answer

def lie(self, request):
    return [-(10**30)] if request[0] == "length" else honest(self, request)

CheckProcess._answer = lie
