# attack: E-1 Never comes back: a function, and a cell.
# verdict: fails number (timeout), array (error)
# says: array-by-hand: TimeLimit
# cell: number
def total(values):
    while True:
        try:
            while True:
                pass
        except Exception:
            pass
# cell: array
while True:
    pass
