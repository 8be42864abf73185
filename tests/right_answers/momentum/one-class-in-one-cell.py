# style: the whole class in the first cell, with names of its own for what it keeps; it prints its progress
# cell: start
class DeepNeuralNetwork:
    def __init__(self, sizes, activation="sigmoid"):
        self.sizes = sizes
        if activation == "relu":
            self.activation = self.relu
        elif activation == "sigmoid":
            self.activation = self.sigmoid
        else:
            raise ValueError("activation must be 'relu' or 'sigmoid'")
        self.params = self.initialize()
        self.cache = {}

    def relu(self, x, derivative=False):
        if derivative:
            return np.where(x > 0, 1, 0)
        return np.where(x > 0, x, 0)

    def sigmoid(self, x, derivative=False):
        if derivative:
            return np.exp(-x) / (np.exp(-x) + 1) ** 2
        return 1 / (1 + np.exp(-x))

    def softmax(self, x):
        powers = np.exp(x - np.max(x, axis=0))
        return powers / np.sum(powers, axis=0)

    def initialize(self):
        n_in, n_hidden, n_out = self.sizes
        return {
            "W1": np.random.randn(n_hidden, n_in) * np.sqrt(1.0 / n_in),
            "b1": np.zeros((n_hidden, 1)),
            "W2": np.random.randn(n_out, n_hidden) * np.sqrt(1.0 / n_hidden),
            "b2": np.zeros((n_out, 1)),
        }

    def feed_forward(self, x):
        cache = self.cache
        cache["X"] = x
        cache["Z1"] = np.matmul(self.params["W1"], x.T) + self.params["b1"]
        cache["A1"] = self.activation(cache["Z1"])
        cache["Z2"] = np.matmul(self.params["W2"], cache["A1"]) + self.params["b2"]
        cache["A2"] = self.softmax(cache["Z2"])
        return cache["A2"]

    def back_propagate(self, y, output):
        batch = y.shape[0]
        dZ2 = output - y.T
        dW2 = (1.0 / batch) * np.matmul(dZ2, self.cache["A1"].T)
        db2 = (1.0 / batch) * np.sum(dZ2, axis=1, keepdims=True)
        dA1 = np.matmul(self.params["W2"].T, dZ2)
        dZ1 = dA1 * self.activation(self.cache["Z1"], derivative=True)
        dW1 = (1.0 / batch) * np.matmul(dZ1, self.cache["X"])
        db1 = (1.0 / batch) * np.sum(dZ1, axis=1, keepdims=True)
        self.grads = {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
        return self.grads

    def cross_entropy_loss(self, y, output):
        return -np.mean(np.log(np.sum(y.T * output, axis=0)))

    def accuracy(self, y, output):
        return np.mean(np.argmax(y, axis=-1) == np.argmax(output.T, axis=-1))

    def optimize(self, l_rate=0.1, beta=0.9):
        if self.optimizer == "sgd":
            for key in self.params:
                self.params[key] = self.params[key] - l_rate * self.grads[key]
        elif self.optimizer == "momentum":
            for key in self.params:
                self.momentum[key] = beta * self.momentum[key] + (1 - beta) * self.grads[key]
                self.params[key] = self.params[key] - l_rate * self.momentum[key]
        else:
            raise ValueError("optimizer must be 'sgd' or 'momentum'")

    def train(self, x_train, y_train, x_test, y_test, epochs=10, batch_size=64, optimizer="momentum",
              l_rate=0.1, beta=0.9):
        self.optimizer = optimizer
        self.momentum = {key: np.zeros(value.shape) for key, value in self.params.items()}
        for epoch in range(epochs):
            order = np.random.permutation(x_train.shape[0])
            x_mixed, y_mixed = x_train[order], y_train[order]
            for batch in range(-(-x_train.shape[0] // batch_size)):
                begin = batch * batch_size
                end = min(begin + batch_size, x_train.shape[0])
                x, y = x_mixed[begin:end], y_mixed[begin:end]
                output = self.feed_forward(x)
                self.back_propagate(y, output)
                self.optimize(l_rate=l_rate, beta=beta)
            output = self.feed_forward(x_test)
            print(epoch, self.accuracy(y_test, output), self.cross_entropy_loss(y_test, output))
# cell: activations
# in the class above
# cell: softmax
# in the class above
# cell: forward
# in the class above
# cell: measures
# in the class above
# cell: backward
# in the class above
# cell: optimize
# in the class above
# cell: train
# in the class above
# cell: best
network = DeepNeuralNetwork(sizes=[784, 64, 10], activation="sigmoid")
network.train(X_train, Y_train, X_val, Y_val, batch_size=128, optimizer="momentum", l_rate=4, beta=0.9)
