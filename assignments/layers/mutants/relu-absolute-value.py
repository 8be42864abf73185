# mistake: Negative numbers lose their sign instead of becoming 0.
# hint: What should become of -2?
# fails: relu-entries, relu-any-shape
# cell: relu
def ReLU(x):
    """Rectified linear unit: x where x is positive, 0 elsewhere.

    x: array of floats, of any shape.
    Returns: array of the same shape.
    """
    return np.abs(x)
