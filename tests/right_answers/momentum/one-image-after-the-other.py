# style: loops over the images, outer products added up; nothing is kept but the images of the batch
# cell: activations
@method_of(DeepNeuralNetwork)
def relu(self, x, derivative=False):
    result = np.array(x, dtype=float)
    for place, number in np.ndenumerate(x):
        if derivative:
            result[place] = 0.5 if number == 0 else float(number > 0)
        else:
            result[place] = max(number, 0.0)
    return result


@method_of(DeepNeuralNetwork)
def sigmoid(self, x, derivative=False):
    up = np.exp(np.minimum(x, 0))
    value = np.where(x > 0, 1 / (1 + np.exp(-np.abs(x))), up / (1 + up))
    return value - value**2 if derivative else value
# cell: softmax
@method_of(DeepNeuralNetwork)
def softmax(self, x):
    columns = []
    for scores in x.T:
        powers = [np.exp(score - max(scores)) for score in scores]
        columns.append([power / sum(powers) for power in powers])
    return np.array(columns).T
# cell: forward
@method_of(DeepNeuralNetwork)
def hidden_of(self, image):
    before = np.dot(self.params["W1"], image) + self.params["b1"].ravel()
    return before, getattr(self, self.activation)(before)


@method_of(DeepNeuralNetwork)
def feed_forward(self, x):
    self.images = x
    scores = [np.dot(self.params["W2"], self.hidden_of(image)[1]) + self.params["b2"].ravel() for image in x]
    return self.softmax(np.stack(scores, axis=1))
# cell: measures
@method_of(DeepNeuralNetwork)
def cross_entropy_loss(self, y, output):
    total = 0.0
    for n, label in enumerate(y):
        total -= np.log(output[list(label).index(1), n])
    return total / len(y)


@method_of(DeepNeuralNetwork)
def accuracy(self, y, output):
    right = 0
    for n, label in enumerate(y):
        right += int(np.argmax(output[:, n])) == int(np.argmax(label))
    return right / len(y)
# cell: backward
@method_of(DeepNeuralNetwork)
def back_propagate(self, y, output):
    sums = {name: np.zeros(value.shape) for name, value in self.params.items()}
    for n, image in enumerate(self.images):
        before, hidden = self.hidden_of(image)
        error = output[:, n] - y[n]
        back = np.dot(error, self.params["W2"]) * getattr(self, self.activation)(before, True)
        sums["W2"] += np.outer(error, hidden)
        sums["b2"] += error[:, None]
        sums["W1"] += np.outer(back, image)
        sums["b1"] += back[:, None]
    self.grads = {name: total / len(y) for name, total in sums.items()}
    return dict(self.grads)
# cell: best
# the loops above are far too slow to train with: the same functions for whole matrices
def quick_relu(self, x, derivative=False):
    return np.heaviside(x, 0.5) if derivative else np.maximum(x, 0)


def quick_forward(self, x):
    self.images = x
    self.before = self.params["W1"].dot(x.T) + self.params["b1"]
    return quick_softmax(self, self.params["W2"].dot(getattr(self, self.activation)(self.before)) + self.params["b2"])


def quick_softmax(self, x):
    powers = np.exp(x - x.max(0))
    return powers / powers.sum(0)


def quick_backward(self, y, output):
    bend = getattr(self, self.activation)
    error = (output - y.T) / len(y)
    back = self.params["W2"].T.dot(error) * bend(self.before, True)
    self.grads = {"W2": error.dot(bend(self.before).T), "b2": error.sum(1)[:, None]}
    self.grads.update({"W1": back.dot(self.images), "b1": back.sum(1)[:, None]})


DeepNeuralNetwork.relu, DeepNeuralNetwork.softmax = quick_relu, quick_softmax
DeepNeuralNetwork.feed_forward, DeepNeuralNetwork.back_propagate = quick_forward, quick_backward
network = DeepNeuralNetwork([784, 64, 10], "relu")
network.train(X_train, Y_train, X_val, Y_val, epochs=6, optimizer="momentum", l_rate=1.0)
