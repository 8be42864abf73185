# attack: E-14 Returns values that are too deep, too long or too large to be read.
# verdict: fails number (failed), array (failed), counter (failed), stats (failed or timeout), text (failed or timeout), countdown (failed or timeout)
# cell: number
def total(values): return 10 ** 5_000 if values else 10 ** 100_000
# cell: array
def scale(x, factor): return np.broadcast_to(np.float64(1.0), (1 << 20, 1 << 20))
# cell: counter
class Counter:
    count = [[[]]] * 100_000
    def add(self, number): pass
    def sum(self):
        nested = []
        for _ in range(10_000):
            nested = [nested]
        return nested
    def __len__(self): return 2
    def __iter__(self): return iter("x" * 5_000_000)
# cell: stats
def stats(values): return {n: n for n in range(100_000)}
# cell: text
def banner(word): return "*" * (64 << 20)
# cell: countdown
def countdown(n): return [np.zeros(1)] * 5_000
