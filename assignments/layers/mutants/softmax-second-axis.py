# mistake: The sum runs over axis 1, which is the last one only in a matrix.
# hint: Try one row alone, of shape (classes,), and an array of three axes.
# fails: softmax-any-shape
# cell: softmax
def softmax(z):
    """Probabilities of logits, by the formula above.

    z: (..., classes): any number of axes, also none, in front of the last one. Logits may be as large as
        10,000, and as small as -10,000.
    Returns: array of the same shape; along its last axis the numbers add up to 1.
    """
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))  # the largest is 1: nothing can overflow
    return exponentials / exponentials.sum(axis=1, keepdims=True)
