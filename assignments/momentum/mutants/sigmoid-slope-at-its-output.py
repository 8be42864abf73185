# mistake: The slope of the sigmoid is computed as if x were its output already, here and on the way back.
# hint: The slope is asked for at x: the sigmoid of x comes first.
# fails: activations-curves, backward-gradients, backward-any-network
# cell: activations
@method_of(DeepNeuralNetwork)
def relu(self, x, derivative=False):
    """Return max(0, x) for every entry of x, or with derivative=True the slope at every entry.

    x: an array of any shape, left as it is. Returns: the same shape.
    """
    return (x > 0) * 1.0 if derivative else np.maximum(0, x)


@method_of(DeepNeuralNetwork)
def sigmoid(self, x, derivative=False):
    """Return 1 / (1 + exp(-x)) for every entry of x, or with derivative=True the slope at every entry.

    x: an array of any shape, left as it is. Returns: the same shape.
    """
    value = 1 / (1 + np.exp(-x))
    return x * (1 - x) if derivative else value
# cell: backward
@method_of(DeepNeuralNetwork)
def back_propagate(self, y, output):
    """Return the gradient of the mean loss with respect to every parameter, and keep it in self.grads.

    y: (batch, outputs), one-hot, of floats or integers.
    output: (outputs, batch), what `feed_forward` has just given for the images of this batch.
    Returns: dict of W1, b1, W2, b2, each of its parameter's shape.

    y, output and the parameters are left as they are.
    """
    bend = self.relu if self.activation == "relu" else self.sigmoid
    d2 = (output - y.T) / len(y)
    d1 = (self.params["W2"].T @ d2) * bend(self.z1 if self.activation == "relu" else self.a1, derivative=True)
    self.grads = {
        "W1": d1 @ self.x,
        "b1": d1.sum(axis=1, keepdims=True),
        "W2": d2 @ self.a1.T,
        "b2": d2.sum(axis=1, keepdims=True),
    }
    return self.grads
