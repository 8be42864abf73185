# mistake: outputs[:, y_true] takes whole columns, not one number for each row.
# hint: What shape has outputs[:, y_true]? One number is wanted for each row.
# fails: loss-values, loss-any-batch
# cell: loss
def cross_entropy_loss(outputs, y_true, from_logits=True):
    """Mean over the batch of -log(probability of the true class).

    outputs: (batch, classes), logits, as large as 10,000; with from_logits=False, probabilities.
    y_true: (batch,) integers, the true classes.
    Returns: a number.
    """
    of_true_class = outputs[:, y_true]
    if not from_logits:
        return -np.log(of_true_class).mean()
    largest = outputs.max(axis=-1)
    log_sums = largest + np.log(np.exp(outputs - largest[:, np.newaxis]).sum(axis=-1))
    return (log_sums[:, np.newaxis] - of_true_class).mean()
