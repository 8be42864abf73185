# mistake: The default learning rate of an epoch is not 0.003.
# hint: What does the first line of the stub say?
# fails: epoch-any-digits
# cell: epoch
def train_one_epoch(learning_rate=0.01):
    """Train on every digit of `x_train` (N, 28, 28) and `y_train` (N,) once, one at a time."""
    for sample, y in zip(x_train, y_train):
        train_one_sample(sample, y, learning_rate)
