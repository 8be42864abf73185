# style: columns of shape (n, 1) inside, made flat again wherever something is handed back
# cell: one-hot
def one_hot_mnist(label):
    return (np.arange(10) == label).astype(float)
# cell: layer
def as_column(x):
    return np.asarray(x).reshape(-1, 1)


def with_one(column):
    return np.vstack([np.ones((1, 1)), column])


class Layer:
    def __init__(self, parameters):
        self.parameters = parameters
        size = parameters["n_out"], parameters["n_in"]
        W = parameters["init_weights"](*size)
        self.Wb = np.hstack([as_column(parameters["init_biases"](size[0])), W])

    def z(self, column):
        return np.matmul(self.Wb, with_one(column))

    def forward(self, inp):
        return self.parameters["act_func"](self.z(as_column(inp))).ravel()
# cell: gradient
class Network(Network):
    def gradient(self, data):
        sums = [0] * len(self.layers)
        for image, label in data:
            columns, zs = [as_column(image)], []
            for layer in self.layers:
                zs.append(layer.z(columns[-1]))
                columns.append(layer.parameters["act_func"](zs[-1]))
            output = columns.pop()
            upstream = as_column(self.grad_cost(label, output.ravel()))
            for number in range(len(self.layers) - 1, -1, -1):
                layer = self.layers[number]
                delta = upstream * layer.parameters["dact_func"](zs[number])
                sums[number] = sums[number] + delta @ with_one(columns[number]).T
                upstream = (layer.Wb.T @ delta)[1:]
        return [s / len(data) for s in sums]
# cell: accuracy
def accuracy(nn, data):
    right = 0
    for image, label in data:
        right += label[nn.forward(image).argmax()] == 1
    return right / len(data)
