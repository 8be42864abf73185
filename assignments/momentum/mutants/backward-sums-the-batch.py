# mistake: The gradients are sums over the batch, not those of the mean.
# hint: The loss is a mean over the batch: where is it divided?
# fails: backward-gradients, backward-any-network
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
    d2 = output - y.T
    d1 = (self.params["W2"].T @ d2) * bend(self.z1, derivative=True)
    self.grads = {
        "W1": d1 @ self.x,
        "b1": d1.sum(axis=1, keepdims=True),
        "W2": d2 @ self.a1.T,
        "b2": d2.sum(axis=1, keepdims=True),
    }
    return self.grads
