# attack: G-6 Returns objects that say the length that is wanted and hold nothing, so that a comparison has nothing to compare.
# verdict: fails stats (failed), countdown (failed), counter-by-hand (failed)
# says: stats-drawn: items, and gave 0
# cell: counter
class Counter:
    def __init__(self): self.items = []
    def add(self, number): self.items.append(number)
    def sum(self): return total(self.items)
    def __len__(self): return len(self.items)
    def __iter__(self): return iter(self.items if len(self.items) != 2 or self.items != [2, 5] else [])
    count = property(__len__)
# cell: stats
class Sorted:
    def __init__(self, length): self.length = length
    def __len__(self): return self.length
    def __iter__(self): return iter(())
    def __getitem__(self, number): raise IndexError

def stats(values): return {"smallest": min(values), "largest": max(values), "sorted": Sorted(len(values))}
# cell: countdown
def countdown(n): return Sorted(n)
