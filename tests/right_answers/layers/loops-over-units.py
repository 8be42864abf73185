# style: loops over units, rows and classes with a running total; labels compared one by one; logs of the last epoch only
# cell: relu
def ReLU(x):
    flat = [value if value > 0 else 0.0 for value in x.ravel().tolist()] if x.size < 100 else None
    return np.where(x > 0, x, 0) if flat is None else np.array(flat).reshape(x.shape)
# cell: softmax
def softmax(z):
    if z.ndim > 1:
        return np.array([softmax(part) for part in z])
    odds = np.exp(z - max(z))
    return odds / sum(odds)
# cell: loss
def cross_entropy_loss(outputs, y_true, from_logits=True):
    total = 0.0
    for row, label in zip(outputs, y_true):
        if from_logits:
            total += np.logaddexp.reduce(row) - row[label]
        else:
            total -= np.log(row[label])
    return total / len(outputs)
# cell: layer
class Layer:
    def __init__(self, in_size, out_size, act_func="relu"):
        self.act_func = act_func
        self.weights = np.zeros((out_size, in_size))
        self.biases = np.zeros(out_size)
        for j in range(out_size):
            self.weights[j] = np.random.normal(scale=np.sqrt(4 / (in_size + out_size)), size=in_size)

    def __call__(self, inputs):
        self.inputs = inputs
        outputs = np.empty((len(inputs), len(self.biases)))
        for j, (row, bias) in enumerate(zip(self.weights, self.biases)):
            outputs[:, j] = inputs @ row + bias
        return ReLU(outputs) if self.act_func == "relu" else outputs

    def compute_grads(self, out_preacts_grad):
        self.steps = []
        for j in range(len(self.biases)):
            ours = out_preacts_grad[:, j]
            self.steps.append((ours @ self.inputs / len(ours), ours.sum() / len(ours)))
        back = out_preacts_grad @ self.weights
        for row, inputs in zip(back, self.inputs):
            row[inputs == 0] = 0
        return back

    def update_params(self, alpha=1e-3):
        for j, (of_weights, of_bias) in enumerate(self.steps):
            self.weights[j] -= alpha * of_weights
            self.biases[j] -= alpha * of_bias
# cell: network
class Network:
    def __init__(self, in_size, out_size, hidden_sizes):
        self.layers = []
        size = in_size
        for hidden in hidden_sizes:
            self.layers.append(Layer(size, hidden))
            size = hidden
        self.layers.append(Layer(size, out_size, "none"))

    def __call__(self, X):
        for layer in self.layers:
            X = layer(X)
        return X

    def loss(self, X, y):
        return cross_entropy_loss(softmax(self(X)), y, from_logits=False)

    def predict(self, X):
        return np.array([int(np.argmax(row)) for row in self(X)])

    def accuracy(self, X, y):
        return sum(1 for guess, label in zip(self.predict(X), y) if guess == label) / len(y)

    def compute_grads(self, X, y):
        grads = []
        for row, label in zip(softmax(self(X)), y):
            wanted = np.zeros(len(row))
            wanted[label] = 1
            grads.append(row - wanted)
        grads = np.array(grads)
        for k in range(len(self.layers) - 1, -1, -1):
            grads = self.layers[k].compute_grads(grads)

    def update_params(self, alpha):
        for k in range(len(self.layers)):
            self.layers[k].update_params(alpha)
# cell: training
batch_losses, train_log, val_log = [], [], []
for rate in RATES:
    batch_losses.extend(training_epoch(nn, X_train, y_train, lr=rate, batch_size=BATCH_SIZE))
train_log += [nn.accuracy(X_train, y_train)]
val_log += [nn.accuracy(X_val, y_val)]
