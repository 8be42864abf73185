# mistake: predict returns the logits.
# hint: Which class has the largest logit? Return its number.
# fails: x
# cell: predict
def predict(network, X):
    """Guess the class of every row.

    X: (batch, input units)
    Returns: (batch,) integers, the class with the largest logit.
    """
    return forward(network, X)[-1]
