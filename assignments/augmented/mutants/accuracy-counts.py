# mistake: The number of correct answers is returned, not their share.
# hint: What is the result for 3 of 5, and what for 300 of 500?
# fails: accuracy-share, loop-log
# cell: accuracy
def accuracy(nn, data):
    """The share of examples that the network reads correctly.

    nn: Network
    data: list of pairs (image, one-hot label)
    Returns: a number from 0 to 1.
    """
    return np.sum([np.argmax(nn.forward(image)) == np.argmax(label) for image, label in data])
