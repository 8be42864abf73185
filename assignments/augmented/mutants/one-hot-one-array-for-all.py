# mistake: All calls write into the same array, which gathers one 1 after another.
# hint: Call it for 3, then for 5, and look at the first result again.
# fails: one-hot-labels, loop-log, loop-learns, loop-reads, loop-held-out
# cell: one-hot
column = np.zeros(10)


def one_hot_mnist(label):
    """The label of a digit as a column.

    label: an integer from 0 to 9, of Python's or any of NumPy's types.
    Returns: (10,), a 1 at the place of the label, and zeros.
    """
    column[label] = 1
    return column
