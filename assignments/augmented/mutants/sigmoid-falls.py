# mistake: The sign in the exponent is missing, so the function falls from 1 to 0.
# hint: Is the sigmoid of 8 nearly 1, or nearly 0?
# fails: sigmoid-values, sigmoid-far-out, loop-log, loop-learns, loop-reads, loop-held-out
# cell: sigmoid
def sigmoid(x, derivative=False):
    """The sigmoid of every entry of x or, with derivative=True, its slope there.

    x: array of floats, of any shape; left as it is.
    Returns: array of the same shape, finite also where x is as large as 10000, or as small as -10000.
    """
    value = 1 / (1 + np.exp(x))
    return value * (1 - value) if derivative else value
