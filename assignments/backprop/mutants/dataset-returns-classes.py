# mistake: The guesses are returned as digits, not one-hot.
# hint: What shape does the docstring promise for the guesses?
# fails: dataset-losses, dataset-any
# cell: dataset
def feed_forward_dataset(x, y):
    """Send digits through the network, one after another. Print their mean loss and the accuracy.

    x: (N, 28, 28) images.
    y: (N,) labels.
    Returns: the losses, (N,), and the guesses, one-hot: (N, 10).
    """
    results = [feed_forward_sample(image.reshape(-1), label) for image, label in zip(x, y)]
    losses = np.array([loss for loss, _ in results])
    one_hot_guesses = np.array([guess for _, guess in results])
    accuracy = np.mean(one_hot_guesses.argmax(axis=1) == y)
    print(f"mean loss {losses.mean():.2f}, accuracy {accuracy:.1%}")
    return losses, one_hot_guesses.argmax(axis=1)
