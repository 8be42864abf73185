# attack: X Yields for ever, as fast as it can.
# verdict: fails countdown (failed or timeout)
# cell: countdown
def countdown(n):
    while True:
        yield n
