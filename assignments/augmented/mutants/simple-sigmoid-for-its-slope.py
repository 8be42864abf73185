# mistake: The sigmoid itself is passed as its slope.
# hint: What should dact_func give at z = 0?
# fails: simple-parts, loop-reads, loop-held-out
# cell: simple
def mkSimpleNetwork(ns_per_layer):
    """A network of sigmoid layers, which starts with standard normal weights and biases.

    Its cost is half the squared distance of label and output.

    ns_per_layer: list of numbers of units, beginning with the inputs; one layer less than it is long.
    Returns: Network
    """
    def slope(z):
        return sigmoid(z, derivative=True)

    start = {"init_weights": np.random.randn, "init_biases": np.random.randn}
    functions = {"act_func": sigmoid, "dact_func": sigmoid}
    sizes = zip(ns_per_layer, ns_per_layer[1:])
    layers_pars = [{"n_in": n_in, "n_out": n_out, **start, **functions} for n_in, n_out in sizes]
    return Network(layers_pars, grad_l2_cost)
