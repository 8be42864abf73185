# mistake: Images and labels are shuffled each in an order of its own.
# hint: After shuffling, whose label is y_train[0]?
# fails: epoch-every-digit, epoch-any-digits, training-learns, training-well, training-held-out
# cell: epoch
def train_one_epoch(learning_rate=0.003):
    """Train on every digit of `x_train` (N, 28, 28) and `y_train` (N,) once, one at a time."""
    for sample, y in zip(np.random.permutation(x_train), np.random.permutation(y_train)):
        train_one_sample(sample, y, learning_rate)
