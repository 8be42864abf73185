# mistake: forward returns z, without the activation.
# hint: What is done to z before it leaves the layer?
# fails: layer-forward, loop-log, loop-learns, loop-reads, loop-held-out
# cell: layer
class Layer:
    """One layer: takes a column, gives a column.

    Wb: (n_out, n_in + 1), the biases as first column, and the weights beside them.
    """

    def __init__(self, parameters):
        """Set up the layer that the dictionary describes, with the weights and biases that it starts from."""
        n_in, n_out = parameters["n_in"], parameters["n_out"]
        biases = parameters["init_biases"](n_out)
        self.Wb = np.column_stack([biases, parameters["init_weights"](n_out, n_in)])
        self.act_func = parameters["act_func"]
        self.dact_func = parameters["dact_func"]

    def forward(self, inp):
        """Return the activation of Wb times the input with a 1 in front.

        inp: (n_in,), left as it is.
        Returns: (n_out,)
        """
        return self.Wb @ np.append(1.0, inp)
