# mistake: The softmax is written anew, without shifting its input.
# hint: What is the exponential of 10,000, and what did the given softmax do about it?
# fails: sample-any
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
    e = np.exp(a @ weights[-1] + biases[-1])
    p = e / e.sum()
    return cross_entropy_loss(integer_to_one_hot(y), p), integer_to_one_hot(np.argmax(p))
