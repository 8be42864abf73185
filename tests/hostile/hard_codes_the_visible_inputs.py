# attack: C-11 Knows the answers of the visible checks, and nothing else.
# verdict: fails number-drawn (failed), total-at-the-end (failed), total-of-one-8 (failed)
# cell: number
def total(values):
    return {"[3, 1, 2]": 6, "[]": 0, "[1]": 1}.get(repr(values), -1)
