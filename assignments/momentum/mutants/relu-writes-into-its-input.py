# mistake: relu sets the negative entries of the array that it was given to zero.
# hint: Whoever called may need the numbers again: make a new array.
# fails: activations-curves
# cell: activations
@method_of(DeepNeuralNetwork)
def relu(self, x, derivative=False):
    """Return max(0, x) for every entry of x, or with derivative=True the slope at every entry.

    x: an array of any shape, left as it is. Returns: the same shape.
    """
    if derivative:
        return (x > 0) * 1.0
    x[x < 0] = 0
    return x


@method_of(DeepNeuralNetwork)
def sigmoid(self, x, derivative=False):
    """Return 1 / (1 + exp(-x)) for every entry of x, or with derivative=True the slope at every entry.

    x: an array of any shape, left as it is. Returns: the same shape.
    """
    value = 1 / (1 + np.exp(-x))
    return value * (1 - value) if derivative else value
