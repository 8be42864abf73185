# attack: G-5 Returns numbers as text, bytes, and NumPy's own text.
# verdict: fails number (failed), array (failed), stats (failed)
# cell: number
def total(values): return np.str_(sum(values))
# cell: array
def scale(x, factor): return (x * factor).astype("U")
# cell: stats
def stats(values): return {b"smallest": min(values), b"largest": max(values), b"sorted": sorted(values)}
