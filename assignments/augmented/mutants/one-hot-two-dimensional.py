# mistake: The column has the shape (10, 1).
# hint: In this notebook a column has one dimension: look at what (10, 1) minus (10,) gives.
# fails: one-hot-labels, loop-log, loop-learns, loop-reads, loop-held-out
# cell: one-hot
def one_hot_mnist(label):
    """The label of a digit as a column.

    label: an integer from 0 to 9, of Python's or any of NumPy's types.
    Returns: (10,), a 1 at the place of the label, and zeros.
    """
    column = np.zeros((10, 1))
    column[label] = 1
    return column
