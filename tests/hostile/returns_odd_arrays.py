# attack: G-5 Returns masked, matrix, 0-d and bool arrays in place of what is wanted.
# verdict: fails array (failed), number (failed), stats (failed)
# cell: number
def total(values): return np.array(False)
# cell: array
def scale(x, factor): return np.ma.masked_all(x.shape) if x.ndim == 2 else np.matrix(x * factor)
# cell: stats
def stats(values): return np.rec.array([(1, 3)], names=["smallest", "largest"])
