# attack: A-20 Replaces built-in functions and types for everything that runs in its process.
# verdict: fails countdown (failed or crashed), total-at-the-end (failed or crashed), total-of-one-1 (failed or crashed), total-of-one-8 (failed or crashed)
# cell: countdown
import builtins
def countdown(n): return [-1]

def total(values): return -1

for name in ("isinstance", "all", "any", "abs", "bool", "print", "sum", "round", "sorted", "hasattr"):
    setattr(builtins, name, lambda *arguments, **keywords: True)
builtins.AssertionError = builtins.Exception = ValueError
