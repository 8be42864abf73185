# mistake: The last layer is left out.
# hint: The last entry has to be the logits: does every layer get its turn?
# fails: forward-activations, forward-any-network, loop-logs, loop-learns, loop-validation, loop-held-out
# cell: forward
def forward(network, X):
    """Send a batch through the network.

    network: list of layers, the first one first.
    X: (batch, input units of the first layer)
    Returns: list, as long as the network, of what each layer gave; the last entry is the logits.
    """
    activations = []
    for layer in network[:-1]:
        X = layer.forward(X)
        activations.append(X)
    return activations
