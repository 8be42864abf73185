# attack: E-10 Recurses until the stack is used up, in a call and in a cell.
# verdict: fails number (crashed or memory), countdown (error)
# cell: number
import sys
sys.setrecursionlimit(10**9)

def total(values):
    def deeper(n): return [deeper(m) for m in (n, n)]
    return deeper(0)
# cell: countdown
class Deep:
    def __getattr__(self, name): return getattr(Deep(), name + "x")

def deepest(n): return sorted([1, 2], key=lambda _: deepest(n + 1))
deepest(0)
