# attack: E-5 Forks as fast as it can, in a cell and in a call.
# verdict: fails number (failed or crashed or error or timeout), countdown (error)
# needs: 2
# cell: number
import os

def total(values):
    for _ in range(100_000):
        try:
            os.fork()
        except OSError:
            pass
# cell: countdown
while True:
    try:
        os.fork()
    except OSError:
        pass
