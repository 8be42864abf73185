# mistake: The gradient has the wrong sign: label minus output.
# hint: Where the output is larger than the label, does the cost grow or shrink with the output?
# fails: cost-gradient, loop-learns, loop-reads, loop-held-out
# cell: cost
def grad_l2_cost(y, target):
    """Gradient of half the squared distance of y and target, with respect to target.

    y: (n,), the label.
    target: (n,), the output of the network. Both are left as they are.
    Returns: (n,)
    """
    return y - target
