# attack: A-11 Ends the process with status 0 when it is called, so that the harness sees a success.
# verdict: fails number (crashed), array (error), stats (crashed)
# says: number-by-hand: exit code 0
# cell: number
import os
import sys

def total(values): os._exit(0)
# cell: array
def scale(x, factor): sys.exit(0)
# cell: stats
def stats(values): os.kill(os.getpid(), 9)
