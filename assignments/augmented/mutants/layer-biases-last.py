# mistake: The biases are the last column of Wb, and the 1 stands behind the input.
# hint: Which column of Wb holds the biases, according to its docstring?
# fails: layer-matrix, loop-log, loop-learns, loop-reads, loop-held-out
# cell: layer
class Layer:
    """One layer: takes a column, gives a column.

    Wb: (n_out, n_in + 1), the biases as first column, and the weights beside them.
    """

    def __init__(self, parameters):
        """Set up the layer that the dictionary describes, with the weights and biases that it starts from."""
        n_in, n_out = parameters["n_in"], parameters["n_out"]
        biases = parameters["init_biases"](n_out)
        self.Wb = np.column_stack([parameters["init_weights"](n_out, n_in), biases])
        self.act_func = parameters["act_func"]
        self.dact_func = parameters["dact_func"]

    def forward(self, inp):
        """Return the activation of Wb times the input with a 1 in front.

        inp: (n_in,), left as it is.
        Returns: (n_out,)
        """
        return self.act_func(self.Wb @ np.append(inp, 1.0))
