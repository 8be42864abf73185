# style: images in float32 and labels of integers; a sigmoid by cases; a Generator for every draw
# cell: sigmoid
def sigmoid(x, derivative=False):
    small = np.exp(-np.abs(x))
    if derivative:
        return small / (1 + small) ** 2
    return np.where(x >= 0, 1 / (1 + small), small / (1 + small))
# cell: one-hot
def one_hot_mnist(label):
    return np.eye(10, dtype=int)[label]
# cell: sgd
class Network(Network):
    rng = np.random.default_rng()

    def SGD(self, data, batch_size=100, max_iter=None, learning_rate=0.01):
        order = list(self.rng.choice(len(data), size=len(data), replace=False))
        taken = 0
        while order and taken != max_iter:
            batch = [data[order.pop()] for _ in range(min(batch_size, len(order)))]
            step = [np.multiply(slope, -learning_rate) for slope in self.gradient(batch)]
            for layer, move in zip(self.layers, step):
                layer.Wb = layer.Wb + move
            taken += 1
# cell: simple
def mkSimpleNetwork(ns_per_layer):
    rng = np.random.default_rng()
    layers_pars = []
    for i in range(len(ns_per_layer) - 1):
        parameters = dict(n_in=ns_per_layer[i], n_out=ns_per_layer[i + 1])
        parameters["init_weights"] = lambda n_out, n_in: rng.standard_normal((n_out, n_in))
        parameters["init_biases"] = lambda n_out: rng.normal(0, 1, n_out)
        parameters["act_func"] = sigmoid
        parameters["dact_func"] = lambda z: sigmoid(z, True)
        layers_pars.append(parameters)
    return Network(layers_pars, grad_cost=lambda label, output: grad_l2_cost(label, output))
# cell: loop
val_log = []
halved = [(image.astype(np.float32), label) for image, label in train_data]
for number in range(PASSES):
    nn.SGD(halved, BATCH_SIZE, None, LEARNING_RATE)
    val_log.append(float(accuracy(nn, val_data)))
