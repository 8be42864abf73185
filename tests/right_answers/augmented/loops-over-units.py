# style: loops over units and over layers, Python's random, no matrix product
# cell: sigmoid
def sigmoid(x, derivative=False):
    s = 1 / (1 + np.exp(-x))
    if derivative:
        s = s * (1 - s)
    return s
# cell: one-hot
def one_hot_mnist(label):
    return np.array([1.0 if digit == label else 0.0 for digit in range(10)])
# cell: cost
def grad_l2_cost(y, target):
    gradient = np.zeros(len(target))
    for k in range(len(target)):
        gradient[k] = target[k] - y[k]
    return gradient
# cell: layer
class Layer:
    def __init__(self, parameters):
        self.n_in, self.n_out = parameters["n_in"], parameters["n_out"]
        W, b = parameters["init_weights"](self.n_out, self.n_in), parameters["init_biases"](self.n_out)
        self.Wb = np.array([[b[i], *W[i]] for i in range(self.n_out)])
        self.act_func, self.dact_func = parameters["act_func"], parameters["dact_func"]

    def pre(self, inp):
        return self.Wb[:, 0] + np.sum(self.Wb[:, 1:] * inp, axis=1)

    def forward(self, inp):
        return self.act_func(self.pre(inp))
# cell: gradient
class Network(Network):
    def gradient(self, data):
        gradients = [np.zeros((layer.n_out, layer.n_in + 1)) for layer in self.layers]
        for image, label in data:
            activities, zs = [np.asarray(image)], []
            for layer in self.layers:
                zs.append(layer.pre(activities[-1]))
                activities.append(layer.act_func(zs[-1]))
            upstream = self.grad_cost(label, activities[-1])
            for l in reversed(range(len(self.layers))):
                layer, slope = self.layers[l], self.layers[l].dact_func(zs[l])
                passed_on = np.zeros(layer.n_in)
                for i in range(layer.n_out):
                    delta = upstream[i] * slope[i]
                    gradients[l][i, 0] += delta / len(data)
                    gradients[l][i, 1:] += delta / len(data) * activities[l]
                    if l > 0:
                        passed_on += delta * layer.Wb[i, 1:]
                upstream = passed_on
        return gradients
# cell: sgd
import random


class Network(Network):
    def SGD(self, data, batch_size=100, max_iter=None, learning_rate=0.01):
        copy = random.sample(data, k=len(data))
        batches = [copy[i : i + batch_size] for i in range(0, len(copy), batch_size)]
        if max_iter is not None:
            batches = batches[:max_iter]
        for batch in batches:
            gradients = self.gradient(batch)
            for l in range(len(self.layers)):
                self.layers[l].Wb -= learning_rate * gradients[l]
# cell: simple
def mkSimpleNetwork(ns_per_layer):
    def init_weights(n_out, n_in):
        return np.array([[random.gauss(0, 1) for _ in range(n_in)] for _ in range(n_out)])

    def init_biases(n_out):
        return np.array([random.gauss(0, 1) for _ in range(n_out)])

    layers_pars = [
        {"n_in": ns_per_layer[l], "n_out": ns_per_layer[l + 1], "init_weights": init_weights,
         "init_biases": init_biases, "act_func": sigmoid, "dact_func": lambda z: sigmoid(z, derivative=True)}
        for l in range(len(ns_per_layer) - 1)
    ]
    return Network(layers_pars, grad_l2_cost)
# cell: accuracy
def accuracy(nn, data):
    right = 0
    for image, label in data:
        output = list(nn.forward(image))
        if label[output.index(max(output))] > 0.5:
            right += 1
    return right / len(data)
