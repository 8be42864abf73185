# mistake: predict looks for the largest logit down each column.
# hint: The classes of one digit stand side by side in a row: along which axis does argmax look?
# fails: predict-classes, predict-any-network, loop-logs, loop-learns, loop-validation, loop-held-out
# cell: predict
def predict(network, X):
    """Guess the class of every row.

    X: (batch, input units)
    Returns: (batch,) integers, the class with the largest logit.
    """
    return forward(network, X)[-1].argmax(axis=0)
