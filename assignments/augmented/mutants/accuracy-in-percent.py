# mistake: The accuracy is a percentage.
# hint: Between which two numbers does a share lie?
# fails: accuracy-share, loop-log
# cell: accuracy
def accuracy(nn, data):
    """The share of examples that the network reads correctly.

    nn: Network
    data: list of pairs (image, one-hot label)
    Returns: a number from 0 to 1.
    """
    return 100 * np.mean([np.argmax(nn.forward(image)) == np.argmax(label) for image, label in data])
