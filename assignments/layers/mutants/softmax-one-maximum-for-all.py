# mistake: The largest logit of the whole batch is subtracted from every row.
# hint: Where another row's logits are far larger, all exponentials of this row become 0: what is 0 / 0?
# fails: softmax-any-shape
# cell: softmax
def softmax(z):
    """Probabilities of logits, by the formula above.

    z: (..., classes): any number of axes, also none, in front of the last one. Logits may be as large as
        10,000, and as small as -10,000.
    Returns: array of the same shape; along its last axis the numbers add up to 1.
    """
    exponentials = np.exp(z - z.max())  # the largest is 1: nothing can overflow
    return exponentials / exponentials.sum(axis=-1, keepdims=True)
