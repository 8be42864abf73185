# mistake: The middle layer has no sigmoid.
# hint: How many sigmoids does a digit pass?
# fails: sample-loss, sample-guess, sample-any
# cell: sample
def feed_forward_sample(sample, y):
    """Send one digit through the network.

    sample: (784,) pixels.
    y: the label, an integer from 0 to 9.
    Returns: the loss, a number, and the guess, one-hot: (10,), 1 for the digit guessed and 0 for the others.
    """
    a = sigmoid(sample @ weights[0] + biases[0]) @ weights[1] + biases[1]
    p = softmax(a @ weights[-1] + biases[-1])
    return cross_entropy_loss(integer_to_one_hot(y), p), integer_to_one_hot(np.argmax(p))
