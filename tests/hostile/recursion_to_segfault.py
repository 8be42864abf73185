# attack: E-10 Recurses until the stack is used up, in a call and in a cell.
# verdict: fails number (crashed or timeout), countdown (error)
# cell: number
import sys
sys.setrecursionlimit(10**9)

class Deep:
    def __repr__(self): return repr([self])

class Deeper(Deep):
    def __repr__(self): return repr([Deeper()])

def total(values): return repr(Deeper())
# cell: countdown
repr(Deeper())
