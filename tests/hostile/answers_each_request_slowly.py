# attack: E-14 Answers every single request in time, and there is no end of them.
# verdict: fails countdown (timeout)
# cell: countdown
import time

def countdown(n):
    while True:
        time.sleep(0.2)
        yield n
