# mistake: The half in front of the squared distance is forgotten: the gradient is twice what it should be.
# hint: Differentiate half of a square: what becomes of the 2?
# fails: cost-gradient
# cell: cost
def grad_l2_cost(y, target):
    """Gradient of half the squared distance of y and target, with respect to target.

    y: (n,), the label.
    target: (n,), the output of the network. Both are left as they are.
    Returns: (n,)
    """
    return 2 * (target - y)
