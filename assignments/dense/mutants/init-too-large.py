# mistake: The weights have a standard deviation of 1.
# hint: Look at the standard deviation of the weights: a large start blows the signal up from layer to layer.
# fails: dense-init, loop-learns, loop-validation, loop-held-out
# cell: dense
class Dense(Layer):
    """The layer that learns: a matrix of weights and a row of biases.

    weights: (input_units, output_units)
    biases: (output_units,)
    learning_rate: length of a step, as a multiple of the gradient
    """

    def __init__(self, input_units, output_units, learning_rate=0.1):
        """Start with small random weights of mean zero, and with biases of zero."""
        self.learning_rate = learning_rate
        self.weights = np.random.randn(input_units, output_units)
        self.biases = np.zeros(output_units)

    def forward(self, input):
        """Return the output, by the formula above.

        input: (batch, input_units), left as it is.
        Returns: (batch, output_units)
        """
        return input @ self.weights + self.biases

    def backward(self, input, grad_output):
        """Return the gradient with respect to the input, and take one step of gradient descent.

        input: (batch, input_units), what `forward` was given.
        grad_output: (batch, output_units), already divided by the number of rows.
        Returns: (batch, input_units), computed with the weights as they were before the step.

        The step moves weights and biases by -learning_rate times their gradients, which are
        summed over the batch.
        """
        grad_input = grad_output @ self.weights.T
        grad_weights = input.T @ grad_output
        grad_biases = grad_output.sum(axis=0)
        self.weights -= self.learning_rate * grad_weights
        self.biases -= self.learning_rate * grad_biases
        return grad_input
