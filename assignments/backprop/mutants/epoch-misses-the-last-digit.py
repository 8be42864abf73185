# mistake: The loop ends one digit early.
# hint: How many steps does your loop take for twelve digits?
# fails: epoch-every-digit, epoch-any-digits
# cell: epoch
def train_one_epoch(learning_rate=0.003):
    """Train on every digit of `x_train` (N, 28, 28) and `y_train` (N,) once, one at a time."""
    for n in range(len(x_train) - 1):
        train_one_sample(x_train[n], y_train[n], learning_rate)
