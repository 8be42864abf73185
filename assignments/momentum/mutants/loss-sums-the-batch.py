# mistake: The loss is the sum over the batch.
# hint: The loss is a mean: it must not grow with the number of images.
# fails: measures-by-hand, measures-any-batch
# cell: measures
@method_of(DeepNeuralNetwork)
def cross_entropy_loss(self, y, output):
    """Return the mean over the batch of minus the logarithm of the true class's probability, a number.

    y: (batch, classes), one-hot, of floats or integers. output: (classes, batch), probabilities.

    Probabilities of 0 for wrong classes are fine. If a true class has 0, the loss is infinite, or very large
    if you prefer: never NaN.
    """
    return -np.sum(np.log(output.T[y == 1]))


@method_of(DeepNeuralNetwork)
def accuracy(self, y, output):
    """Return the share of images whose most probable class is the true one, between 0 and 1.

    y: (batch, classes), one-hot. output: (classes, batch), probabilities.
    """
    return np.mean(output.argmax(axis=0) == y.argmax(axis=1))
