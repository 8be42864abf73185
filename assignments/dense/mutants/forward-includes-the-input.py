# mistake: The list of activations starts with X itself.
# hint: The list is as long as the network: one output for each layer.
# fails: forward-activations, forward-any-network
# cell: forward
def forward(network, X):
    """Send a batch through the network.

    network: list of layers, the first one first.
    X: (batch, input units of the first layer)
    Returns: list, as long as the network, of what each layer gave; the last entry is the logits.
    """
    activations = [X]
    for layer in network:
        X = layer.forward(X)
        activations.append(X)
    return activations
