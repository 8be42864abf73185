# style: the whole Network in one cell, the cells for its other methods left with a remark
# cell: network
class Network:
    def __init__(self, layers_pars, grad_cost):
        self.grad_cost = grad_cost
        self.layers = []
        for parameters in layers_pars:
            self.layers.append(Layer(parameters))

    def forward(self, inp):
        return self._trace(inp)[-1][2]

    def _trace(self, inp):
        """For each layer: its input with a 1 in front, z, its output."""
        trace = []
        for layer in self.layers:
            extended = np.ones(len(inp) + 1)
            extended[1:] = inp
            z = layer.Wb @ extended
            inp = layer.act_func(z)
            trace.append((extended, z, inp))
        return trace

    def _deltas(self, label, trace):
        delta = self.grad_cost(label, trace[-1][2])
        for layer, (_, z, _) in zip(self.layers[::-1], trace[::-1]):
            delta = delta * layer.dact_func(z)
            yield delta
            delta = delta @ layer.Wb[:, 1:]

    def gradient(self, data):
        gradients = [np.zeros(layer.Wb.shape) for layer in self.layers]
        for image, label in data:
            trace = self._trace(image)
            for gradient, delta, (extended, _, _) in zip(gradients[::-1], self._deltas(label, trace), trace[::-1]):
                gradient += np.multiply.outer(delta, extended)
        for gradient in gradients:
            gradient /= len(data)
        return gradients

    def SGD(self, data, batch_size=100, max_iter=None, learning_rate=0.01):
        shuffled = data[:]
        np.random.shuffle(shuffled)
        for number, start in enumerate(range(0, len(shuffled), batch_size)):
            if max_iter is not None and number >= max_iter:
                break
            gradients = self.gradient(shuffled[start : start + batch_size])
            for layer, gradient in zip(self.layers, gradients):
                np.subtract(layer.Wb, learning_rate * gradient, out=layer.Wb)
# cell: gradient
# It is in the class above.
# cell: sgd
# This one, too.
