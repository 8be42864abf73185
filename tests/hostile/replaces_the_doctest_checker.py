# attack: A-4 Replaces doctest's comparison of output.
# verdict: fails number (failed)
# cell: number
import doctest
doctest.OutputChecker.check_output = lambda *arguments: True

def total(values): return -1
