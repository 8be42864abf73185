# attack: G-2 Returns a scalar, or one axis too few or too many.
# verdict: fails array (failed)
# cell: array
def scale(x, factor): return x[:1] * factor if x.ndim == 2 else (x * factor)[:, None]
