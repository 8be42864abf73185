# mistake: Every layer gets the gradient at the logits, not what the layer behind it handed back.
# hint: What does compute_grads return, and who should get it?
# fails: network-step, network-any-depth, network-memory
# cell: network
class Network:
    """Layers in a row: hidden ones with a ReLU, and a last one that gives logits.

    layers: list of `Layer`, the first one first; one more than there are hidden layers.
    """

    def __init__(self, in_size, out_size, hidden_sizes):
        """Make the layers.

        in_size: numbers in a sample; out_size: classes.
        hidden_sizes: list with the size of each hidden layer, the first one first.
        """
        sizes = [in_size, *hidden_sizes, out_size]
        kinds = ["relu"] * len(hidden_sizes) + ["none"]
        self.layers = [Layer(n_in, n_out, kind) for n_in, n_out, kind in zip(sizes, sizes[1:], kinds)]

    def __call__(self, X):
        """Logits of a batch, so that network(X) gives them: (batch, in_size) -> (batch, out_size)."""
        for layer in self.layers:
            X = layer(X)
        return X

    def loss(self, X, y):
        """Mean cross-entropy of a batch, a number. X: (batch, in_size), y: (batch,) integers."""
        return cross_entropy_loss(self(X), y)

    def predict(self, X):
        """The class with the largest logit, for each sample: (batch, in_size) -> (batch,) integers."""
        return self(X).argmax(axis=-1)

    def accuracy(self, X, y):
        """The share of samples whose class is predicted rightly: a number between 0 and 1."""
        return np.mean(self.predict(X) == y)

    def compute_grads(self, X, y):
        """Find the gradients of all layers for this batch; move nothing. X and y as for `loss`."""
        grad = softmax(self(X))
        grad[np.arange(len(y)), y] -= 1
        for layer in reversed(self.layers):
            layer.compute_grads(grad)

    def update_params(self, alpha):
        """Move the parameters of every layer by -alpha times the gradient of the batch's mean loss."""
        for layer in self.layers:
            layer.update_params(alpha)
