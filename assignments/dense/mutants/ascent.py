# mistake: The step goes up the gradient instead of down.
# hint: The gradient points to where the loss grows: subtract it.
# fails: dense-weight-step, dense-bias-step, dense-backward-any-shape, loop-learns, loop-validation, loop-held-out
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
        scale = np.sqrt(2 / (input_units + output_units))
        self.weights = np.random.normal(0, scale, size=(input_units, output_units))
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
        self.weights += self.learning_rate * grad_weights
        self.biases += self.learning_rate * grad_biases
        return grad_input
