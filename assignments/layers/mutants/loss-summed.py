# mistake: The losses of the batch are added up, not averaged.
# hint: The loss must not grow with the number of rows.
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
        return -np.log(of_true_class).sum()
    largest = outputs.max(axis=-1)
    log_sums = largest + np.log(np.exp(outputs - largest[:, np.newaxis]).sum(axis=-1))
    return (log_sums - of_true_class).sum()
