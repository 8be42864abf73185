# mistake: The sigmoid is written as a quotient of two exponentials, which is infinity by infinity far up.
# hint: Put 1000 into each part of your formula: which one becomes infinite, and what is it divided by?
# fails: sigmoid-far-out
# cell: sigmoid
def sigmoid(x, derivative=False):
    """The sigmoid of every entry of x or, with derivative=True, its slope there.

    x: array of floats, of any shape; left as it is.
    Returns: array of the same shape, finite also where x is as large as 10000, or as small as -10000.
    """
    value = np.exp(x) / (np.exp(x) + 1)
    return value * (1 - value) if derivative else value
