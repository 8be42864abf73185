# mistake: The guess is made of the label instead of the probabilities.
# hint: Could the network have guessed this without being told the label?
# fails: sample-guess, sample-any
# cell: sample
def feed_forward_sample(sample, y):
    """Send one digit through the network.

    sample: (784,) pixels.
    y: the label, an integer from 0 to 9.
    Returns: the loss, a number, and the guess, one-hot: (10,), 1 for the digit guessed and 0 for the others.
    """
    a = sample
    for W, b in zip(weights[:-1], biases[:-1]):
        a = sigmoid(a @ W + b)
    p = softmax(a @ weights[-1] + biases[-1])
    return cross_entropy_loss(integer_to_one_hot(y), p), integer_to_one_hot(y)
