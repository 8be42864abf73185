# attack: X Closes or replaces all descriptors in a call, the check's own channel too.
# verdict: fails number (crashed)
# cell: number
import os

def total(values):
    os.closerange(0, 64)
    return sum(values)
