# mistake: The last layer is left out on the way forward.
# hint: Through how many layers does the input go?
# fails: network-forward, gradient-one-layer, gradient-two-layers, gradient-any-network, sgd-step, loop-log, loop-learns, loop-reads, loop-held-out
# cell: network
class Network:
    """Layers in a row.

    layers: list of Layer, the first one first.
    """

    def __init__(self, layers_pars, grad_cost):
        """Set up a layer for each dictionary in the list, and keep the gradient of the cost.

        layers_pars: list of dictionaries, as Layer takes them.
        grad_cost: function; grad_cost(label, output) is the gradient of the cost with respect to the output.
        """
        self.layers = [Layer(parameters) for parameters in layers_pars]
        self.grad_cost = grad_cost

    def forward(self, inp):
        """Send a column through all layers.

        inp: (n_in of the first layer,), left as it is.
        Returns: (n_out of the last layer,)
        """
        for layer in self.layers[:-1]:
            inp = layer.forward(inp)
        return inp
