# style: everything inside is a row; the parameters are stored transposed, and shown as dicts by properties
# cell: start
class DeepNeuralNetwork:
    ACTIVATIONS = ("relu", "sigmoid")

    def __init__(self, sizes, activation="sigmoid"):
        self.ACTIVATIONS.index(activation)  # raises a ValueError where it is not there
        self.kind = activation
        self.shape = sizes
        self.params = self.initialize()

    @property
    def params(self):
        return {name: value.T for name, value in self.rows.items()}

    @params.setter
    def params(self, params):
        self.rows = {name: np.array(value).T for name, value in params.items()}

    @property
    def grads(self):
        return {name: value.T for name, value in self.row_grads.items()}

    @grads.setter
    def grads(self, grads):
        self.row_grads = {name: np.array(value).T for name, value in grads.items()}

    def initialize(self):
        widths = list(zip(self.shape, self.shape[1:]))
        made = {f"W{n}": np.random.normal(scale=i**-0.5, size=(o, i)) for n, (i, o) in enumerate(widths, 1)}
        return made | {f"b{n}": np.zeros((o, 1)) for n, (_, o) in enumerate(widths, 1)}
# cell: forward
@method_of(DeepNeuralNetwork)
def feed_forward(self, x):
    z = x @ self.rows["W1"] + self.rows["b1"]
    a = self.relu(z) if self.kind == "relu" else self.sigmoid(z)
    slope = self.relu(z, True) if self.kind == "relu" else self.sigmoid(z, True)
    self.kept = x.T, a.T, slope
    return self.softmax((a @ self.rows["W2"] + self.rows["b2"]).T)
# cell: measures
@method_of(DeepNeuralNetwork)
def cross_entropy_loss(self, y, output):
    with np.errstate(divide="ignore", invalid="ignore"):
        return -np.where(y == 1, np.log(output.T), 0).sum() / y.shape[0]


@method_of(DeepNeuralNetwork)
def accuracy(self, y, output):
    guesses = np.eye(y.shape[1], dtype=int)[np.argmax(output, axis=0)]
    return (guesses * y).sum() / len(y)
# cell: backward
@method_of(DeepNeuralNetwork)
def back_propagate(self, y, output):
    xT, aT, slope = self.kept
    rows = (output.T - y) / len(y)
    lower = rows @ self.rows["W2"].T * slope
    self.row_grads = {
        "W2": aT @ rows, "b2": rows.sum(0, keepdims=True), "W1": xT @ lower, "b1": lower.sum(0, keepdims=True)
    }
    return self.grads
# cell: optimize
@method_of(DeepNeuralNetwork)
def optimize(self, l_rate=0.1, beta=0.9):
    steps = {"sgd": lambda old, g: g, "momentum": lambda old, g: beta * old + (1 - beta) * g}
    if self.optimizer not in steps:
        raise ValueError(f"unknown optimizer {self.optimizer}")
    for name, g in self.grads.items():
        step = steps[self.optimizer](self.moving.get(name, 0), g)
        self.moving[name] = step
        self.rows[name] = self.rows[name] - l_rate * step.T
# cell: train
@method_of(DeepNeuralNetwork)
def train(self, x_train, y_train, x_test, y_test, epochs=10, batch_size=64,
          optimizer="momentum", l_rate=0.1, beta=0.9):
    self.optimizer, self.moving = optimizer, {}  # what is not there counts as zero
    for _ in range(epochs):
        waiting = list(np.random.choice(len(x_train), len(x_train), replace=False))
        while waiting:
            rows, waiting = waiting[:batch_size], waiting[batch_size:]
            self.back_propagate(y_train[rows], self.feed_forward(x_train[rows]))
            self.optimize(l_rate, beta)
# cell: best
network = DeepNeuralNetwork([784, 64, 10])
network.train(X_train, Y_train, X_val, Y_val, epochs=10, optimizer="sgd", l_rate=2)
