# mistake: Python's max is asked to compare an array with 0.
# hint: Python's max wants one answer from a comparison with an array: which NumPy function compares entry by entry?
# fails: relu-entries, relu-any-shape
# cell: relu
def ReLU(x):
    """Rectified linear unit: x where x is positive, 0 elsewhere.

    x: array of floats, of any shape.
    Returns: array of the same shape.
    """
    return max(0, x)
