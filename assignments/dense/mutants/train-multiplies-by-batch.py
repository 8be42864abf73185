# mistake: The gradient of the mean loss is multiplied by the number of rows before it goes back.
# hint: The gradient given belongs to the mean loss already: use it as it is.
# fails: train-step, train-any-network, loop-learns, loop-validation, loop-held-out
# cell: train
def train(network, X, y):
    """Improve the network by one step on one batch.

    X: (batch, input units)
    y: (batch,) integers, the true classes.
    Returns: the mean loss of the batch before the step, a number.
    """
    activations = forward(network, X)
    logits = activations[-1]
    loss = softmax_crossentropy_with_logits(logits, y).mean()
    inputs = [X, *activations[:-1]]
    gradient = grad_softmax_crossentropy_with_logits(logits, y) * len(X)
    for layer, input in zip(reversed(network), reversed(inputs)):
        gradient = layer.backward(input, gradient)
    return loss
