# attack: X Says that its length is negative, enormous, true, or text.
# verdict: fails counter-by-hand (failed), countdown (failed)
# cell: counter
class Counter:
    def __init__(self): self.items = []
    count = 2
    def add(self, number): self.items.append(number)
    def sum(self): return total(self.items)
    def __iter__(self): return iter(self.items)
    def __len__(self): return 2**62 + 1
# cell: countdown
class Endless:
    def __init__(self, n): self.n = n
    def __len__(self): return 3 if self.n == 3 else 2 * 10**9
    def __iter__(self): return iter(range(self.n, 0, -1))

def countdown(n): return Endless(n)
