# attack: B-7 Writes frames and rubbish to the notebook's own channel while a cell runs.
# verdict: fails number (error)
# says: number-by-hand: the cell
# cell: number
import os
from grader.wire.encoding import encode
os.write(3, b"".join(map(bytes, encode(2, 0, [None, []]))) + b"rubbish" * 1000)

def total(values): return sum(values)
