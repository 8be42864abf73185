# attack: E-11 Opens files until there are no more descriptors, before the checks fork.
# verdict: fails countdown (crashed or error), total-at-the-end (crashed or error), total-of-one-1 (crashed or error), total-of-one-8 (crashed or error)
# cell: countdown
import os
kept = []
try:
    while True:
        kept.append(os.dup(0))
except OSError:
    pass
