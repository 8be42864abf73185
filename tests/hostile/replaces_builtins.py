# attack: A-20 Replaces built-in functions and types for everything that runs in its process.
# verdict: fails number (failed or crashed), array (failed or crashed), counter (failed or crashed), stats (failed or crashed), text (failed or crashed), countdown (failed or crashed)
# cell: countdown
import builtins
def countdown(n): return [-1]

def total(values): return -1

for name in ("isinstance", "all", "any", "abs", "bool", "print", "sum", "round", "sorted", "hasattr"):
    setattr(builtins, name, lambda *arguments, **keywords: True)
builtins.AssertionError = builtins.Exception = ValueError
