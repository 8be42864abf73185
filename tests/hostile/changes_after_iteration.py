# attack: G-6 Gives another answer each time that it is iterated, counted or asked.
# verdict: fails counter (failed), countdown (failed)
# cell: counter
class Counter:
    asked = 0
    def add(self, number): pass
    @property
    def count(self):
        Counter.asked += 1
        return 2 if Counter.asked == 1 else 3
    def __len__(self): return self.count
    def __iter__(self): return iter([self.count] * self.count)
    def sum(self): return self.count * 3
# cell: countdown
class Lazy:
    def __init__(self, n): self.left = [[n, 7], list(range(n, 0, -1))]
    def __iter__(self): return iter(self.left.pop(0))
    def __len__(self): return 1

def countdown(n): return Lazy(n)
