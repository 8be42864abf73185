# style: layers keep gradients under names of their own, and the network moves their parameters; recursion on the way back
# cell: layer
class Layer:
    def __init__(self, in_size, out_size, act_func="relu"):
        self.act = act_func
        self.weights = np.random.normal(0.0, (4.0 / (in_size + out_size)) ** 0.5, (out_size, in_size))
        self.biases = np.zeros(out_size)
        self.grads = {}

    def forward(self, inputs):
        self.x = inputs
        self.z = np.matmul(inputs, np.transpose(self.weights)) + self.biases[None, :]
        return ReLU(self.z) if self.act == "relu" else self.z

    __call__ = forward

    def parameters(self):
        return {"weights": self.weights, "biases": self.biases}

    def compute_grads(self, out_preacts_grad):
        n = len(out_preacts_grad)
        self.grads["weights"] = np.dot(out_preacts_grad.T, self.x) / n
        self.grads["biases"] = np.dot(np.ones(n), out_preacts_grad) / n
        return np.dot(out_preacts_grad, self.weights) * (self.x > 0)

    def update_params(self, alpha=1e-3):
        for name, array in self.parameters().items():
            array -= alpha * self.grads[name]
# cell: network
class Network:
    def __init__(self, in_size, out_size, hidden_sizes):
        sizes = [in_size] + list(hidden_sizes) + [out_size]
        self.layers = [Layer(sizes[k], sizes[k + 1]) for k in range(len(sizes) - 2)]
        self.layers += [Layer(sizes[-2], sizes[-1], act_func="none")]

    def __call__(self, X):
        from functools import reduce

        return reduce(lambda x, layer: layer.forward(x), self.layers, X)

    def loss(self, X, y):
        return cross_entropy_loss(self(X), y)

    def predict(self, X):
        return np.argmax(softmax(self(X)), axis=1)

    def accuracy(self, X, y):
        return float((self.predict(X) == y).sum()) / len(X)

    def compute_grads(self, X, y):
        logits = self(X)
        target = np.eye(logits.shape[1])[y]
        self._back(list(self.layers), softmax(logits) - target)

    def _back(self, layers, grad):
        if layers:
            self._back(layers[:-1], layers[-1].compute_grads(grad))

    def update_params(self, alpha):
        for layer in self.layers:
            for name, array in layer.parameters().items():
                np.subtract(array, alpha * layer.grads[name], out=array)
# cell: epoch
def training_epoch(nn, train_X, train_y, lr=1e-3, batch_size=30):
    order = np.arange(len(train_X))
    np.random.shuffle(order)
    cuts = np.arange(batch_size, len(order), batch_size)
    losses = []
    for rows in np.split(order, cuts):
        nn.compute_grads(train_X[rows], train_y[rows])
        nn.update_params(lr)
        losses.append(nn.loss(train_X[rows], train_y[rows]))  # after the step
    return losses
