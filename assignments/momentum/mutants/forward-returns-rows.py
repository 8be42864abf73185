# mistake: The probabilities come back with an image in each row.
# hint: The result is (outputs, batch): an image is a column.
# fails: forward-probabilities, forward-any-network
# cell: forward
@method_of(DeepNeuralNetwork)
def feed_forward(self, x):
    """Send a batch through the network, and keep what `back_propagate` will need of it.

    x: (batch, inputs), an image in each row, left as it is.
    Returns: (outputs, batch), the probabilities of the classes; each column sums to 1.
    """
    bend = self.relu if self.activation == "relu" else self.sigmoid
    self.x = x
    self.z1 = self.params["W1"] @ x.T + self.params["b1"]
    self.a1 = bend(self.z1)
    return self.softmax(self.params["W2"] @ self.a1 + self.params["b2"]).T
