# attack: G-3, G-4 Returns NaN and infinities, which no tolerance catches.
# verdict: fails array (failed), number-by-hand (failed), number-drawn (failed), total-at-the-end (failed), total-of-one-1 (failed), total-of-one-8 (failed), stats (failed)
# cell: number
def total(values): return float("nan")
# cell: array
def scale(x, factor): return np.full_like(x, np.nan if x.ndim == 1 else np.inf)
# cell: stats
def stats(values): return {"smallest": float("-inf"), "largest": float("inf"), "sorted": [float("nan")] * len(values)}
