# mistake: An example counts only if the rounded output equals the label.
# hint: An output of 0.4 at the right place and 0.1 elsewhere: is it read correctly?
# fails: accuracy-share, loop-log
# cell: accuracy
def accuracy(nn, data):
    """The share of examples that the network reads correctly.

    nn: Network
    data: list of pairs (image, one-hot label)
    Returns: a number from 0 to 1.
    """
    return np.mean([np.array_equal(np.round(nn.forward(image)), label) for image, label in data])
