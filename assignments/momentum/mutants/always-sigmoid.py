# mistake: The hidden layer is bent by the sigmoid, whatever the activation is, both ways.
# hint: Which activation was asked for? Try a network of the other kind.
# fails: forward-any-network, backward-any-network
# cell: forward
@method_of(DeepNeuralNetwork)
def feed_forward(self, x):
    """Send a batch through the network, and keep what `back_propagate` will need of it.

    x: (batch, inputs), an image in each row, left as it is.
    Returns: (outputs, batch), the probabilities of the classes; each column sums to 1.
    """
    bend = self.sigmoid
    self.x = x
    self.z1 = self.params["W1"] @ x.T + self.params["b1"]
    self.a1 = bend(self.z1)
    return self.softmax(self.params["W2"] @ self.a1 + self.params["b2"])
# cell: backward
@method_of(DeepNeuralNetwork)
def back_propagate(self, y, output):
    """Return the gradient of the mean loss with respect to every parameter, and keep it in self.grads.

    y: (batch, outputs), one-hot, of floats or integers.
    output: (outputs, batch), what `feed_forward` has just given for the images of this batch.
    Returns: dict of W1, b1, W2, b2, each of its parameter's shape.

    y, output and the parameters are left as they are.
    """
    bend = self.sigmoid
    d2 = (output - y.T) / len(y)
    d1 = (self.params["W2"].T @ d2) * bend(self.z1, derivative=True)
    self.grads = {
        "W1": d1 @ self.x,
        "b1": d1.sum(axis=1, keepdims=True),
        "W2": d2 @ self.a1.T,
        "b2": d2.sum(axis=1, keepdims=True),
    }
    return self.grads
