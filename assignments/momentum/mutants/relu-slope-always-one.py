# mistake: The slope of ReLU comes out as 1 everywhere.
# hint: What is the slope at -3? Draw the curve of the slope, too.
# fails: activations-curves
# cell: activations
@method_of(DeepNeuralNetwork)
def relu(self, x, derivative=False):
    """Return max(0, x) for every entry of x, or with derivative=True the slope at every entry.

    x: an array of any shape, left as it is. Returns: the same shape.
    """
    if derivative:
        x = np.where(x < 0, 0, x)
        return np.where(x >= 0, 1, x)
    return np.maximum(0, x)


@method_of(DeepNeuralNetwork)
def sigmoid(self, x, derivative=False):
    """Return 1 / (1 + exp(-x)) for every entry of x, or with derivative=True the slope at every entry.

    x: an array of any shape, left as it is. Returns: the same shape.
    """
    value = 1 / (1 + np.exp(-x))
    return value * (1 - value) if derivative else value
