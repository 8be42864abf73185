# mistake: The logarithm is taken of a probability that has been rounded to 0.
# hint: What is log(0)? Start from the logits, without a softmax in between.
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
    return -np.log(softmax(outputs)[np.arange(len(y_true)), y_true]).mean()
