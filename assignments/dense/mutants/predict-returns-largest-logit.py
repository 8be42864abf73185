# mistake: predict returns how large the largest logit is, not where it stands.
# hint: max tells how large, argmax tells where.
# fails: predict-classes, predict-any-network, loop-learns, loop-validation, loop-held-out
# cell: predict
def predict(network, X):
    """Guess the class of every row.

    X: (batch, input units)
    Returns: (batch,) integers, the class with the largest logit.
    """
    return forward(network, X)[-1].max(axis=1)
