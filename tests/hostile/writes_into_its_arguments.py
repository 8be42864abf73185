# attack: G-7 Changes what it was given, and gives that back, so that a comparison of the two agrees.
# verdict: fails number-drawn (failed), array (failed), stats (failed or error)
# cell: number
def total(values):
    right = sum(values)
    if len(values) > 12:
        values[:] = [0]
        return 0
    return right
# cell: array
def scale(x, factor):
    x[...] = 0.0
    return x
# cell: stats
def stats(values):
    values[:] = [0.0]
    return {"smallest": 0.0, "largest": 0.0, "sorted": values}
