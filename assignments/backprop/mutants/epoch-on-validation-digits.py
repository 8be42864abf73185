# mistake: The epoch runs over the validation digits.
# hint: Which digits may the network learn from?
# fails: epoch-every-digit, epoch-any-digits, training-well, training-held-out
# cell: epoch
def train_one_epoch(learning_rate=0.003):
    """Train on every digit of `x_train` (N, 28, 28) and `y_train` (N,) once, one at a time."""
    for sample, y in zip(x_val, y_val):
        train_one_sample(sample, y, learning_rate)
