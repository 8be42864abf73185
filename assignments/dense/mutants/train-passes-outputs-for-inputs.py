# mistake: Each backward gets the layer's own output instead of its input.
# hint: backward asks for what forward was given: the output of the layer before, and X for the first.
# fails: train-step, train-any-network, loop-logs, loop-learns, loop-validation, loop-held-out
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
    inputs = activations
    gradient = grad_softmax_crossentropy_with_logits(logits, y)
    for layer, input in zip(reversed(network), reversed(inputs)):
        gradient = layer.backward(input, gradient)
    return loss
