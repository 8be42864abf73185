# style: weights and biases kept apart, Wb put together when asked for; einsum; the gradient as a recursion
# cell: layer
class Layer:
    def __init__(self, parameters):
        self.W = parameters["init_weights"](parameters["n_out"], parameters["n_in"])
        self.b = parameters["init_biases"](parameters["n_out"])
        self.f, self.slope = parameters["act_func"], parameters["dact_func"]

    @property
    def Wb(self):
        return np.insert(self.W, 0, self.b, axis=1)

    def total(self, inp):
        return np.einsum("ij,j->i", self.W, inp) + self.b

    def forward(self, inp):
        return self.f(self.total(inp))
# cell: gradient
class Network(Network):
    def _one(self, layers, inp, label):
        """Gradients of these layers for one example, and the gradient with respect to their input."""
        if not layers:
            return [], self.grad_cost(label, inp)
        layer, *rest = layers
        z = layer.total(inp)
        later, upstream = self._one(rest, layer.f(z), label)
        delta = upstream * layer.slope(z)
        own = np.einsum("i,j->ij", delta, np.concatenate(([1.0], inp)))
        return [own, *later], np.einsum("ij,i->j", layer.W, delta)

    def gradient(self, data):
        sums, *others = [self._one(self.layers, image, label)[0] for image, label in data]
        for found in others:
            sums = [a + b for a, b in zip(sums, found)]
        return [total / (1 + len(others)) for total in sums]
# cell: sgd
class Network(Network):
    def SGD(self, data, batch_size=100, max_iter=None, learning_rate=0.01):
        order = np.argsort(np.random.rand(len(data)))
        batches = np.split(order, range(batch_size, len(order), batch_size))
        for batch in batches[: len(batches) if max_iter is None else max_iter]:
            for layer, slope in zip(self.layers, self.gradient([data[n] for n in batch])):
                layer.b -= learning_rate * slope[:, 0]
                layer.W -= learning_rate * slope[:, 1:]
