# mistake: The function returns from inside the loop, after the first digit.
# hint: Where does return stand?
# fails: epoch-every-digit, epoch-any-digits, training-learns, training-well, training-held-out
# cell: epoch
def train_one_epoch(learning_rate=0.003):
    """Train on every digit of `x_train` (N, 28, 28) and `y_train` (N,) once, one at a time."""
    for sample, y in zip(x_train, y_train):
        loss = train_one_sample(sample, y, learning_rate)
        return loss
