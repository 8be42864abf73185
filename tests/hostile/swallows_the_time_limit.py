# attack: E-1 Catches the exception that interrupts it, again and again, and finally gives up time it had not.
# verdict: fails stats (timeout)
# cell: stats
def stats(values):
    while True:
        try:
            while True:
                pass
        except:
            continue
