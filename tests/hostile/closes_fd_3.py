# attack: B-7 Closes the channels of the notebook's process.
# verdict: fails countdown (error)
# says: countdown-by-hand: the cell
# cell: countdown
import os
os.close(3)
os.close(4)

def countdown(n): return list(range(n, 0, -1))
