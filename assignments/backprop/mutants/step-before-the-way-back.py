# mistake: The weights take their step before the gradient goes back through them.
# hint: Which weights did the digit go through?
# fails: train-middle-layer, train-first-layer, train-any-step, training-well, training-held-out
# cell: train
def train_one_sample(sample, y, learning_rate=0.003):
    """Improve the network by one step of gradient descent on one digit.

    sample: (28, 28) pixels.
    y: the label, an integer from 0 to 9.
    learning_rate: length of the step, as a multiple of the gradient.
    Returns: the loss before the step, a number.

    The step changes the entries of `weights` and `biases`.
    """
    a, z = [sample.reshape(-1)], []
    for k in range(3):
        z.append(a[k] @ weights[k] + biases[k])
        a.append(sigmoid(z[k]) if k < 2 else softmax(z[k]))
    target = integer_to_one_hot(y)
    loss = cross_entropy_loss(target, a[3])

    delta = a[3] - target
    for k in (2, 1, 0):
        weights[k] -= learning_rate * np.outer(a[k], delta)
        biases[k] -= learning_rate * delta
        if k > 0:
            delta = weights[k] @ delta * dsigmoid(z[k - 1])
    return loss
