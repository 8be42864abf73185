# mistake: The loss returned is the one after the step.
# hint: Compute the loss before any layer moves.
# fails: train-step, train-any-network
# cell: train
def train(network, X, y):
    """Improve the network by one step on one batch.

    X: (batch, input units)
    y: (batch,) integers, the true classes.
    Returns: the mean loss of the batch before the step, a number.
    """
    activations = forward(network, X)
    logits = activations[-1]
    inputs = [X, *activations[:-1]]
    gradient = grad_softmax_crossentropy_with_logits(logits, y)
    for layer, input in zip(reversed(network), reversed(inputs)):
        gradient = layer.backward(input, gradient)
    return softmax_crossentropy_with_logits(forward(network, X)[-1], y).mean()
