# style: a batch as one matrix with an example in each row; accuracy over all examples at once, through Wb
# cell: layer
class Layer:
    def __init__(self, parameters):
        n_out, n_in = parameters["n_out"], parameters["n_in"]
        self.Wb = np.empty((n_out, n_in + 1))
        self.Wb[:, 0] = parameters["init_biases"](n_out)
        self.Wb[:, 1:] = parameters["init_weights"](n_out, n_in)
        self.f, self.df = parameters["act_func"], parameters["dact_func"]

    def rows(self, X):
        return X @ self.Wb[:, 1:].T + self.Wb[:, 0]

    def forward(self, inp):
        return self.f(self.rows(inp[None, :]))[0]
# cell: gradient
class Network(Network):
    def gradient(self, data):
        X, Y = (np.stack(part) for part in zip(*data))
        inputs, zs = [X], []
        for layer in self.layers:
            zs.append(layer.rows(inputs[-1]))
            inputs.append(layer.f(zs[-1]))
        # a cost may take columns only: one row after another
        D = np.stack([self.grad_cost(y, a) for y, a in zip(Y, inputs[-1])]) * self.layers[-1].df(zs[-1])
        found = []
        for number in range(len(self.layers))[::-1]:
            found.insert(0, np.column_stack([D.mean(axis=0), D.T @ inputs[number] / len(X)]))
            if number:
                D = D @ self.layers[number].Wb[:, 1:] * self.layers[number - 1].df(zs[number - 1])
        return found
# cell: accuracy
def accuracy(nn, data):
    X = np.array([image for image, _ in data])
    Y = np.array([label for _, label in data])
    for layer in nn.layers:
        X = layer.f(layer.rows(X))
    return float((X.argmax(axis=1) == Y.argmax(axis=1)).mean())
