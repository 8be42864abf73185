# mistake: Nothing is subtracted before the exponential, so that large logits overflow.
# hint: What is exp(10000), and what is inf / inf?
# fails: softmax-rows, softmax-any-shape
# cell: softmax
def softmax(z):
    """Probabilities of logits, by the formula above.

    z: (..., classes): any number of axes, also none, in front of the last one. Logits may be as large as
        10,000, and as small as -10,000.
    Returns: array of the same shape; along its last axis the numbers add up to 1.
    """
    exponentials = np.exp(z)
    return exponentials / exponentials.sum(axis=-1, keepdims=True)
