# mistake: Nothing is returned.
# hint: What does the docstring promise to return?
# fails: train-loss, train-any-step
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
        step = learning_rate * delta  # the biases' gradient is delta itself
        if k > 0:
            delta = weights[k] @ delta * dsigmoid(z[k - 1])  # with the weights before their step
        weights[k] -= np.outer(a[k], step)
        biases[k] -= step

