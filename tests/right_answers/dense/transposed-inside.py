# style: works with columns inside, keeps its weights transposed, and shows them through properties
# cell: dense
class Dense(Layer):
    def __init__(self, input_units, output_units, learning_rate=0.1):
        self.learning_rate = learning_rate
        self.WT = np.random.randn(output_units, input_units) * 0.03
        self.column = np.zeros((output_units, 1))

    @property
    def weights(self):
        return self.WT.T

    @weights.setter
    def weights(self, value):
        self.WT = np.array(value).T

    @property
    def biases(self):
        return self.column[:, 0]

    @biases.setter
    def biases(self, value):
        self.column = np.array(value)[:, None]

    def forward(self, input):
        return (self.WT @ input.T + self.column).T

    def backward(self, input, grad_output):
        grad_input = (self.WT.T @ grad_output.T).T
        self.WT = self.WT - self.learning_rate * (grad_output.T @ input)
        self.column = self.column - self.learning_rate * grad_output.T.sum(axis=1, keepdims=True)
        return grad_input
# cell: train
def train(network, X, y):
    outputs = forward(network, X)
    loss = np.mean(softmax_crossentropy_with_logits(outputs[-1], y))
    grad = grad_softmax_crossentropy_with_logits(outputs[-1], y)
    for i in range(len(network) - 1, -1, -1):
        grad = network[i].backward(outputs[i - 1] if i > 0 else X, grad)
    return float(loss)
