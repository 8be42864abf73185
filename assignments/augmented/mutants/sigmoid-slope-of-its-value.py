# mistake: With derivative=True, x is taken for a value of the sigmoid: x * (1 - x).
# hint: The slope is asked for at x, which is what goes into the sigmoid: compute its value there first.
# fails: sigmoid-values, sigmoid-far-out, loop-log, loop-learns, loop-reads, loop-held-out
# cell: sigmoid
def sigmoid(x, derivative=False):
    """The sigmoid of every entry of x or, with derivative=True, its slope there.

    x: array of floats, of any shape; left as it is.
    Returns: array of the same shape, finite also where x is as large as 10000, or as small as -10000.
    """
    if derivative:
        return x * (1 - x)
    return 1 / (1 + np.exp(-x))
