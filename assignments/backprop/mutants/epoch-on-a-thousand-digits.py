# mistake: The epoch stops after the first thousand digits.
# hint: How many training digits are there, and how many of them does an epoch see?
# fails: training-well, training-held-out
# cell: epoch
def train_one_epoch(learning_rate=0.003):
    """Train on every digit of `x_train` (N, 28, 28) and `y_train` (N,) once, one at a time."""
    for sample, y in zip(x_train[:1000], y_train[:1000]):
        train_one_sample(sample, y, learning_rate)
# cell: training
for rate in RATES:
    train_one_epoch(rate)
    print(f"after an epoch at {rate}:", end=" ")
    _ = feed_forward_dataset(x_val, y_val)
