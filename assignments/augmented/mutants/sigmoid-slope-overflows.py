# mistake: The slope is written as a quotient of two exponentials, which is infinity by infinity far down.
# hint: Put -1000 into your formula of the slope: can it be written with the value of the sigmoid instead?
# fails: sigmoid-far-out
# cell: sigmoid
def sigmoid(x, derivative=False):
    """The sigmoid of every entry of x or, with derivative=True, its slope there.

    x: array of floats, of any shape; left as it is.
    Returns: array of the same shape, finite also where x is as large as 10000, or as small as -10000.
    """
    if derivative:
        return np.exp(-x) / (1 + np.exp(-x)) ** 2
    return 1 / (1 + np.exp(-x))
