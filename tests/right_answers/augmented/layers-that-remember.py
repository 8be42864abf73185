# style: layers keep what they need in forward and have a backward of their own; SGD never calls gradient
# cell: layer
class Layer:
    def __init__(self, parameters):
        self.Wb = np.c_[parameters["init_biases"](parameters["n_out"]),
                        parameters["init_weights"](parameters["n_out"], parameters["n_in"])]
        self.act_func, self.dact_func = parameters["act_func"], parameters["dact_func"]

    def forward(self, inp):
        self.seen = np.concatenate([[1.0], inp])
        self.z = self.Wb.dot(self.seen)
        self.output = self.act_func(self.z)
        return self.output

    def backward(self, upstream):
        delta = np.multiply(upstream, self.dact_func(self.z))
        return delta[:, np.newaxis] * self.seen, np.dot(delta, self.Wb)[1:]
# cell: network
class Network:
    def __init__(self, layers_pars, grad_cost):
        self.layers, self.grad_cost = list(map(Layer, layers_pars)), grad_cost

    def forward(self, inp):
        self.layers[0].forward(inp)
        for before, layer in zip(self.layers, self.layers[1:]):
            layer.forward(before.output)
        return self.layers[-1].output

    def slopes(self, image, label):
        upstream = self.grad_cost(label, self.forward(image))
        slopes = []
        for layer in self.layers[::-1]:
            slope, upstream = layer.backward(upstream)
            slopes.append(slope)
        return slopes[::-1]
# cell: gradient
class Network(Network):
    def gradient(self, data):
        every = [self.slopes(image, label) for image, label in data]
        return [sum(of_layer) / len(every) for of_layer in zip(*every)]
# cell: sgd
class Network(Network):
    def SGD(self, data, batch_size=100, max_iter=None, learning_rate=0.01):
        waiting = list(data)
        np.random.shuffle(waiting)
        done = 0
        while waiting and (max_iter is None or done < max_iter):
            batch, waiting = waiting[:batch_size], waiting[batch_size:]
            sums = [np.zeros(layer.Wb.shape) for layer in self.layers]
            for image, label in batch:
                for total, slope in zip(sums, self.slopes(image, label)):
                    total += slope
            for layer, total in zip(self.layers, sums):
                layer.Wb = layer.Wb - learning_rate * total / len(batch)
            done += 1
