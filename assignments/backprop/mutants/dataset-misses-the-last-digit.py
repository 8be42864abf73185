# mistake: The loop ends one digit early.
# hint: How many losses are there for four digits?
# fails: dataset-losses, dataset-any
# cell: dataset
def feed_forward_dataset(x, y):
    """Send digits through the network, one after another. Print their mean loss and the accuracy.

    x: (N, 28, 28) images.
    y: (N,) labels.
    Returns: the losses, (N,), and the guesses, one-hot: (N, 10).
    """
    results = [feed_forward_sample(x[n].reshape(-1), y[n]) for n in range(len(x) - 1)]
    losses = np.array([loss for loss, _ in results], dtype=float)
    one_hot_guesses = np.array([guess for _, guess in results]).reshape(-1, 10)
    accuracy = np.mean(one_hot_guesses.argmax(axis=1) == y[:-1])
    print(f"mean loss {losses.mean():.2f}, accuracy {accuracy:.1%}")
    return losses, one_hot_guesses
