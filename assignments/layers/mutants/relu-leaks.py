# mistake: A leaky ReLU: negative numbers become a hundredth of themselves.
# hint: Where x is not positive, the result is exactly 0.
# fails: relu-entries, relu-any-shape
# cell: relu
def ReLU(x):
    """Rectified linear unit: x where x is positive, 0 elsewhere.

    x: array of floats, of any shape.
    Returns: array of the same shape.
    """
    return np.where(x > 0, x, 0.01 * x)
