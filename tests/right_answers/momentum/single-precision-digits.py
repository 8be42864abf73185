# style: float32 images and uint8 labels in training; one velocity vector for all parameters together; no dict loops
# cell: start
class DeepNeuralNetwork:
    def __init__(self, sizes, activation="sigmoid"):
        functions = ["sigmoid", "relu"]
        if activation in functions:
            self.is_relu = bool(functions.index(activation))
        else:
            raise ValueError("sigmoid or relu, please")
        self.n, self.m, self.k = sizes
        self.params = self.initialize()

    def initialize(self):
        bound1, bound2 = np.sqrt(3 / self.n), np.sqrt(3 / self.m)  # uniform, of the variance that was asked for
        W1 = np.random.uniform(-bound1, bound1, (self.m, self.n))
        W2 = np.random.uniform(-bound2, bound2, (self.k, self.m))
        return dict(W1=W1, b1=np.zeros((self.m, 1)), W2=W2, b2=np.zeros((self.k, 1)))
# cell: activations
@method_of(DeepNeuralNetwork)
def relu(self, x, derivative=False):
    y = np.copy(x)
    y[y <= 0] = 0
    if derivative:
        y[y > 0] = 1
    return y


@method_of(DeepNeuralNetwork)
def sigmoid(self, x, derivative=False):
    positive = np.reciprocal(1 + np.exp(-x))
    return positive * np.reciprocal(1 + np.exp(x)) if derivative else positive
# cell: forward
@method_of(DeepNeuralNetwork)
def feed_forward(self, x):
    ones = np.ones((1, len(x)))
    self.x1 = np.vstack([x.T, ones])
    before = np.hstack([self.params["W1"], self.params["b1"]]) @ self.x1
    after = self.relu(before) if self.is_relu else self.sigmoid(before)
    self.slope = self.relu(before, True) if self.is_relu else self.sigmoid(before, True)
    self.a1 = np.vstack([after, ones])
    return self.softmax(np.hstack([self.params["W2"], self.params["b2"]]) @ self.a1)
# cell: measures
@method_of(DeepNeuralNetwork)
def cross_entropy_loss(self, y, output):
    return float(np.average(-np.log(output[y.argmax(1), range(len(y))] + 1e-12)))


@method_of(DeepNeuralNetwork)
def accuracy(self, y, output):
    return float((output.argmax(0) == y.argmax(1)).mean())
# cell: backward
@method_of(DeepNeuralNetwork)
def back_propagate(self, y, output):
    top = (output - y.T.astype(float)) / y.shape[0]
    full2 = top @ self.a1.T
    full1 = (self.params["W2"].T @ top * self.slope) @ self.x1.T
    self.grads = {"W1": full1[:, :-1], "b1": full1[:, -1:], "W2": full2[:, :-1], "b2": full2[:, -1:]}
    return self.grads
# cell: optimize
@method_of(DeepNeuralNetwork)
def optimize(self, l_rate=0.1, beta=0.9):
    names = ["W1", "b1", "W2", "b2"]
    gradient = np.concatenate([self.grads[name].ravel() for name in names])
    if self.optimizer == "momentum":
        self.v = beta * self.v + (1 - beta) * gradient
        step = l_rate * self.v
    elif self.optimizer == "sgd":
        step = l_rate * gradient
    else:
        raise ValueError("sgd or momentum, please")
    begin = 0
    for name in names:
        p = self.params[name]
        self.params[name] = p - step[begin : begin + p.size].reshape(p.shape)
        begin += p.size
# cell: train
@method_of(DeepNeuralNetwork)
def train(self, x_train, y_train, x_test, y_test, epochs=10, batch_size=64,
          optimizer="momentum", l_rate=0.1, beta=0.9):
    self.optimizer, self.v = optimizer, 0.0
    pixels, labels = x_train.astype(np.float32), y_train.astype(np.uint8)
    for epoch in range(epochs):
        order = sorted(range(len(pixels)), key=lambda _: np.random.random())
        for i in range(0, len(order), batch_size):
            self.back_propagate(labels[order[i : i + batch_size]], self.feed_forward(pixels[order[i : i + batch_size]]))
            self.optimize(l_rate=l_rate, beta=beta)
# cell: best
network = DeepNeuralNetwork((784, 64, 10), "relu")
network.train(X_train, Y_train, X_val, Y_val, 8, 32, "momentum", 0.5, 0.9)
