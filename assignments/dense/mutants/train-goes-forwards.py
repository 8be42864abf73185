# mistake: The backward pass runs from the first layer to the last.
# hint: The gradient comes from the loss: start at the last layer.
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
    inputs = [X, *activations[:-1]]
    gradient = grad_softmax_crossentropy_with_logits(logits, y)
    for layer, input in zip(network, inputs):
        gradient = layer.backward(input, gradient)
    return loss
