# mistake: Weights and biases are drawn evenly from 0 to 1.
# hint: What are the mean and the standard deviation of the numbers that you draw?
# fails: simple-network, loop-learns, loop-reads, loop-held-out
# cell: simple
def mkSimpleNetwork(ns_per_layer):
    """A network of sigmoid layers, which starts with standard normal weights and biases.

    Its cost is half the squared distance of label and output.

    ns_per_layer: list of numbers of units, beginning with the inputs; one layer less than it is long.
    Returns: Network
    """
    def slope(z):
        return sigmoid(z, derivative=True)

    start = {"init_weights": np.random.rand, "init_biases": np.random.rand}
    functions = {"act_func": sigmoid, "dact_func": slope}
    sizes = zip(ns_per_layer, ns_per_layer[1:])
    layers_pars = [{"n_in": n_in, "n_out": n_out, **start, **functions} for n_in, n_out in sizes]
    return Network(layers_pars, grad_l2_cost)
