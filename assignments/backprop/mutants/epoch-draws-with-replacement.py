# mistake: The digits are drawn with replacement: some come twice, others never.
# hint: How often does each digit come in one epoch?
# fails: epoch-every-digit, epoch-any-digits
# cell: epoch
def train_one_epoch(learning_rate=0.003):
    """Train on every digit of `x_train` (N, 28, 28) and `y_train` (N,) once, one at a time."""
    for n in np.random.randint(0, len(x_train), len(x_train)):
        train_one_sample(x_train[n], y_train[n], learning_rate)
