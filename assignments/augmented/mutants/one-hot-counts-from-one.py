# mistake: The 1 for the label 3 stands at place 2, counted from 0.
# hint: Places are counted from 0, and so are the digits.
# fails: one-hot-labels, loop-log, loop-learns, loop-reads, loop-held-out
# cell: one-hot
def one_hot_mnist(label):
    """The label of a digit as a column.

    label: an integer from 0 to 9, of Python's or any of NumPy's types.
    Returns: (10,), a 1 at the place of the label, and zeros.
    """
    column = np.zeros(10)
    column[label - 1] = 1
    return column
