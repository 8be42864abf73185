# style: einsum everywhere; gradients kept under names of its own; uniform weights from a generator
# cell: dense
class Dense(Layer):
    rng = np.random.default_rng()

    def __init__(self, input_units, output_units, learning_rate=0.1):
        bound = np.sqrt(6 / (input_units + output_units))
        self.learning_rate = learning_rate
        self.weights = self.rng.uniform(-bound, bound, (input_units, output_units))
        self.biases = np.zeros((output_units,))
        self.memory = {}

    def forward(self, input):
        return np.einsum("ni,ij->nj", input, self.weights) + self.biases

    def backward(self, input, grad_output):
        self.memory["dW"] = np.einsum("ni,nj->ij", input, grad_output)
        self.memory["db"] = np.einsum("nj->j", grad_output)
        upstream = np.einsum("nj,ij->ni", grad_output, self.weights)
        for what, change in (("weights", "dW"), ("biases", "db")):
            setattr(self, what, getattr(self, what) - self.learning_rate * self.memory[change])
        return upstream
# cell: forward
def forward(network, X):
    outputs = [X]
    for layer in network:
        outputs.append(layer.forward(outputs[-1]))
    return outputs[1:]
# cell: predict
def predict(network, X):
    return np.argmax(forward(network, X)[-1], axis=-1)
