# style: einsum everywhere; parameters and velocities are changed in place; slopes are truth values
# cell: start
class DeepNeuralNetwork:
    rng = np.random.default_rng()

    def __init__(self, sizes, activation="sigmoid"):
        if activation not in {"sigmoid": 0, "relu": 1}:
            raise ValueError(activation)
        self.sizes, self.activation, self.grads = tuple(sizes), activation, {}
        self.params = self.initialize()

    def initialize(self):
        params = {}
        for layer in (1, 2):
            n_in, n_out = self.sizes[layer - 1], self.sizes[layer]
            params[f"W{layer}"] = self.rng.standard_normal((n_out, n_in)) / n_in**0.5
            params[f"b{layer}"] = np.zeros(n_out).reshape(-1, 1)
        return params
# cell: activations
@method_of(DeepNeuralNetwork)
def relu(self, x, derivative=False):
    return x >= 0 if derivative else x * (x >= 0)


@method_of(DeepNeuralNetwork)
def sigmoid(self, x, derivative=False):
    half = np.tanh(x / 2)
    return (1 - half * half) / 4 if derivative else (1 + half) / 2
# cell: softmax
@method_of(DeepNeuralNetwork)
def softmax(self, x):
    shifted = x - x.max(axis=0)
    return np.exp(shifted - np.log(np.exp(shifted).sum(axis=0)))
# cell: forward
@method_of(DeepNeuralNetwork)
def feed_forward(self, x):
    self.memory = [x]
    z = np.einsum("hi,ni->hn", self.params["W1"], x, optimize=True)
    z += self.params["b1"]
    a = getattr(self, self.activation)(z)
    self.memory += [z, a]
    return self.softmax(np.einsum("oh,hn->on", self.params["W2"], a, optimize=True) + self.params["b2"])
# cell: measures
@method_of(DeepNeuralNetwork)
def cross_entropy_loss(self, y, output):
    return -np.log(np.clip(np.einsum("nk,kn->n", y, output), 1e-9, None)).mean()


@method_of(DeepNeuralNetwork)
def accuracy(self, y, output):
    return np.count_nonzero(y[np.arange(len(y)), output.argmax(0)]) / len(y)
# cell: backward
@method_of(DeepNeuralNetwork)
def back_propagate(self, y, output):
    x, z, a = self.memory
    upper = (output - y.T) / output.shape[1]
    lower = np.einsum("oh,on->hn", self.params["W2"], upper, optimize=True)
    lower *= getattr(self, self.activation)(z, derivative=True)
    grads = self.grads
    grads["W1"] = np.einsum("hn,ni->hi", lower, x, optimize=True)
    grads["b1"] = np.einsum("hn->h", lower)[:, np.newaxis]
    grads["W2"] = np.einsum("on,hn->oh", upper, a, optimize=True)
    grads["b2"] = np.einsum("on->o", upper)[:, np.newaxis]
    return grads
# cell: optimize
@method_of(DeepNeuralNetwork)
def optimize(self, l_rate=0.1, beta=0.9):
    match self.optimizer:
        case "sgd":
            for name in self.params:
                self.params[name] -= l_rate * self.grads[name]
        case "momentum":
            for name in self.params:
                self.speed[name] *= beta
                self.speed[name] += (1 - beta) * self.grads[name]
                self.params[name] -= l_rate * self.speed[name]
        case other:
            raise ValueError(f"no such optimizer: {other}")
# cell: train
@method_of(DeepNeuralNetwork)
def train(self, x_train, y_train, x_test, y_test, epochs=10, batch_size=64,
          optimizer="momentum", l_rate=0.1, beta=0.9):
    self.optimizer = optimizer
    self.speed = {name: 0.0 * value for name, value in self.params.items()}
    order = np.arange(len(x_train))
    while epochs > 0:
        self.rng.shuffle(order)
        for rows in np.split(order, range(batch_size, len(order), batch_size)):
            self.back_propagate(y_train[rows], self.feed_forward(x_train[rows]))
            self.optimize(l_rate, beta)
        epochs -= 1
# cell: best
network = DeepNeuralNetwork([784, 64, 10], "relu")
network.train(X_train, Y_train, X_val, Y_val, epochs=8, optimizer="sgd", l_rate=0.3)
