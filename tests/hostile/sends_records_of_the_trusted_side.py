# attack: X Sends names and source text, which only the other side may send, to be looked up or defined there.
# verdict: fails array (crashed), total-at-the-end (crashed), total-of-one-1 (crashed), total-of-one-8 (crashed)
# says: array-by-hand: broke the protocol
# cell: array
from grader import wire
from grader.worker.answer import CheckProcess

honest = CheckProcess._answer

def lie(self, request):
    if request[0] == "call":
        return wire.SourceText("f", "import os; os._exit(0)", {}) if len(request[2]) == 1 else wire.Named("np.allclose")
    return honest(self, request)

def scale(x, factor): return None
CheckProcess._answer = lie
# cell: counter
class Counter:
    def __init__(self): self.items = []
    def add(self, number): self.items.append(number)
    def sum(self): return total(self.items)
    def __iter__(self): return iter(self.items)
    def __len__(self): return len(self.items)
    count = property(__len__)

CheckProcess._answer = honest
# cell: number
def total(values): return sum(values)
# cell: +
CheckProcess._answer = lie
