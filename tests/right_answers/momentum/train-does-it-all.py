# style: train calls none of the other methods: forward, backward and step are written out in its loop
# cell: train
@method_of(DeepNeuralNetwork)
def train(self, x_train, y_train, x_test, y_test, epochs=10, batch_size=64,
          optimizer="momentum", l_rate=0.1, beta=0.9):
    self.optimizer = optimizer
    self.velocity = {name: np.zeros_like(value) for name, value in self.params.items()}
    self.history = []
    rng = np.random.default_rng(1234)
    for epoch in range(epochs):
        order = rng.permutation(len(x_train))
        for part in np.array_split(order, -(-len(order) // batch_size)):
            x, y, p = x_train[part], y_train[part], self.params
            z = x @ p["W1"].T + p["b1"].T
            a = np.maximum(z, 0) if self.activation == "relu" else 1 / (1 + np.exp(-z))
            scores = a @ p["W2"].T + p["b2"].T
            scores = np.exp(scores - scores.max(axis=1, keepdims=True))
            error = (scores / scores.sum(axis=1, keepdims=True) - y) / len(part)
            lower = error @ p["W2"] * ((z > 0) if self.activation == "relu" else a * (1 - a))
            g = {"W1": lower.T @ x, "b1": lower.sum(0)[:, None], "W2": error.T @ a, "b2": error.sum(0)[:, None]}
            keep = beta if optimizer == "momentum" else 0.0
            self.velocity = {name: keep * v + (1 - keep) * g[name] for name, v in self.velocity.items()}
            self.params = {name: value - l_rate * self.velocity[name] for name, value in p.items()}
        self.history.append(self.accuracy(y_test, self.feed_forward(x_test)))
# cell: best
settings = {"optimizer": "momentum", "l_rate": 2, "beta": 0.8, "epochs": 10, "batch_size": 64}
network = DeepNeuralNetwork([784, 64, 10], activation="sigmoid")
network.train(X_train, Y_train, X_val, Y_val, **settings)
