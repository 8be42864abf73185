# mistake: The gradients of the biases are means over the batch, after the division.
# hint: The division is done already: sum over the batch.
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
    d2 = (output - y.T) / len(y)
    d1 = (self.params["W2"].T @ d2) * bend(self.z1, derivative=True)
    self.grads = {
        "W1": d1 @ self.x,
        "b1": d1.mean(axis=1, keepdims=True),
        "W2": d2 @ self.a1.T,
        "b2": d2.mean(axis=1, keepdims=True),
    }
    return self.grads
