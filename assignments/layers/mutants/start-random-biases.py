# mistake: The biases start at random.
# hint: Biases start at zero: the weights already tell the units apart.
# fails: layer-start
# cell: layer
class Layer:
    """A layer of a network: weights, biases, and perhaps a ReLU.

    weights: (out_size, in_size), one row for each unit
    biases: (out_size,)

    Checks read both, and set both before they send a batch through.
    """

    def __init__(self, in_size, out_size, act_func="relu"):
        """Start with random weights as above, and with biases of zero.

        act_func: "relu", or "none" for a layer that returns its pre-activations.
        """
        self.act_func = act_func
        deviation = np.sqrt(4 / (in_size + out_size))
        self.weights = np.random.normal(0, deviation, size=(out_size, in_size))
        self.biases = np.random.normal(0, deviation, size=out_size)

    def __call__(self, inputs):
        """Send a batch through the layer, so that layer(inputs) is its output.

        inputs: (batch, in_size)
        Returns: (batch, out_size)
        """
        self.inputs = inputs  # for compute_grads
        preacts = inputs @ self.weights.T + self.biases
        return ReLU(preacts) if self.act_func == "relu" else preacts

    def compute_grads(self, out_preacts_grad):
        """Find the gradients for the batch that was sent through last; move nothing.

        out_preacts_grad: (batch, out_size); row n is the gradient of sample n's own loss with respect to
            this layer's pre-activations.
        Returns: (batch, in_size), the same for the pre-activations of the layer before, whose ReLU gave the
            inputs. (Of the first layer the return value means nothing.)
        """
        self.weights_grad = out_preacts_grad.T @ self.inputs / len(out_preacts_grad)
        self.biases_grad = out_preacts_grad.mean(axis=0)
        return (out_preacts_grad @ self.weights) * (self.inputs > 0)

    def update_params(self, alpha=1e-3):
        """Move weights and biases by -alpha times the mean over the batch of the samples' gradients."""
        self.weights -= alpha * self.weights_grad
        self.biases -= alpha * self.biases_grad
