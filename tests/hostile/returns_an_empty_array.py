# attack: G-1 Returns an array without entries, which is close to everything.
# verdict: fails array (failed), stats-drawn (failed), stats-by-hand (failed)
# cell: array
def scale(x, factor): return np.empty((0,))
# cell: stats
def stats(values): return {"smallest": np.empty(0), "largest": np.empty(0), "sorted": []}
