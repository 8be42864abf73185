# mistake: The learning rate is not handed on to train_one_sample.
# hint: Who else has to know the learning rate?
# fails: epoch-every-digit, epoch-any-digits, training-well, training-held-out
# cell: epoch
def train_one_epoch(learning_rate=0.003):
    """Train on every digit of `x_train` (N, 28, 28) and `y_train` (N,) once, one at a time."""
    for sample, y in zip(x_train, y_train):
        train_one_sample(sample, y)
