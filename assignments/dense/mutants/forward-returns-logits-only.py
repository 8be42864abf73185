# mistake: Only the logits are returned, not the activations of every layer.
# hint: train will need the activations of every layer: return all of them in a list.
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
        X = layer.forward(X)
        activations.append(X)
    return activations[-1]
