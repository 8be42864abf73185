# attack: E-11 Opens files until there are no more descriptors, before the checks fork.
# verdict: fails number (crashed or error), array (crashed or error), counter (crashed or error), stats (crashed or error), text (crashed or error), countdown (crashed or error)
# cell: countdown
import os
kept = []
try:
    while True:
        kept.append(os.dup(0))
except OSError:
    pass
