# mistake: A tiny number is added before the logarithm, so that a sure mistake costs 28 and not 10,000.
# hint: How large is the loss of the logits (10000, 0) if the true class is 1? No probability is too small to be told by its logits.
# fails: loss-values, loss-any-batch
# cell: loss
def cross_entropy_loss(outputs, y_true, from_logits=True):
    """Mean over the batch of -log(probability of the true class).

    outputs: (batch, classes), logits, as large as 10,000; with from_logits=False, probabilities.
    y_true: (batch,) integers, the true classes.
    Returns: a number.
    """
    of_true_class = outputs[np.arange(len(y_true)), y_true]  # (batch,)
    if not from_logits:
        return -np.log(of_true_class).mean()
    return -np.log(softmax(outputs)[np.arange(len(y_true)), y_true] + 1e-12).mean()
