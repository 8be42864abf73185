# attack: C-6 Shows the inputs of hidden checks through output, files and a later cell.
# verdict: full points
# cell: number
import os
import sys

def total(values):
    for descriptor in (1, 2):
        os.write(descriptor, f"seen: {values}\n".encode())
    print("seen:", values)
    print("seen:", values, file=sys.stderr)
    return sum(values)
