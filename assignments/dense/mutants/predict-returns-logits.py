# mistake: predict returns the logits.
# hint: Which class has the largest logit? Return its number.
# fails: predict-classes, predict-any-network, loop-logs, loop-learns, loop-validation, loop-held-out
# cell: predict
def predict(network, X):
    """Guess the class of every row.

    X: (batch, input units)
    Returns: (batch,) integers, the class with the largest logit.
    """
    return forward(network, X)[-1]
