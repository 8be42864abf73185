# mistake: Every layer gets X instead of the output of the layer before it.
# hint: What one layer gives, the next one takes.
# fails: forward-activations, forward-any-network, loop-logs, loop-learns, loop-validation, loop-held-out
# cell: forward
def forward(network, X):
    """Send a batch through the network.

    network: list of layers, the first one first.
    X: (batch, input units of the first layer)
    Returns: list, as long as the network, of what each layer gave; the last entry is the logits.
    """
    activations = []
    for layer in network:
        activations.append(layer.forward(X))
    return activations
