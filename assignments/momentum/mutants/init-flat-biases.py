# mistake: The biases have the shape (units,).
# hint: A bias is a column: what does NumPy do with (4,) and (4, 5)?
# fails: start-weights
# cell: start
class DeepNeuralNetwork:
    """A network with one hidden layer. The cells below give it more methods.

    sizes: three numbers: inputs, hidden units, outputs
    activation: "sigmoid" or "relu", the function that bends the hidden layer
    params: dict of W1 (hidden, inputs), b1 (hidden, 1), W2 (outputs, hidden), b2 (outputs, 1)
    grads: dict of the same names and shapes: the gradient of the loss with respect to each
    """

    def __init__(self, sizes, activation="sigmoid"):
        """Start with random weights; raise a ValueError for an activation that is neither of the two."""
        self.sizes = sizes
        self.activation = activation  # only its name: the functions come in the next cell
        self.grads = {}
        if activation not in ("sigmoid", "relu"):
            raise ValueError(f"activation is {activation!r}, expected 'sigmoid' or 'relu'")
        self.params = self.initialize()

    def initialize(self):
        """Return new parameters: a dict of W1, b1, W2, b2, with weights and biases as described above."""
        inputs, hidden, outputs = self.sizes
        return {
            "W1": np.random.normal(0, np.sqrt(1 / inputs), size=(hidden, inputs)),
            "b1": np.zeros(hidden),
            "W2": np.random.normal(0, np.sqrt(1 / hidden), size=(outputs, hidden)),
            "b2": np.zeros(outputs),
        }
