# style: loops over rows and units, no matrix product; a generator that collects rows one by one
# cell: dense
class Dense(Layer):
    def __init__(self, input_units, output_units, learning_rate=0.1):
        self.learning_rate = learning_rate
        self.weights = np.zeros((input_units, output_units))
        for i in range(input_units):
            for j in range(output_units):
                self.weights[i, j] = random.gauss(0, 0.05)
        self.biases = np.zeros(output_units)

    def forward(self, input):
        rows = []
        for row in input:
            output = self.biases.copy()
            for value, weights in zip(row, self.weights):
                if value:
                    output = output + value * weights
            rows.append(output)
        return np.array(rows)

    def backward(self, input, grad_output):
        grad_input = np.zeros_like(input, dtype=float)
        for n, row in enumerate(grad_output):
            for i, weights in enumerate(self.weights):
                grad_input[n, i] = np.dot(weights, row)
        weight_step, bias_step = np.zeros_like(self.weights), np.zeros_like(self.biases)
        for row, gradient in zip(input, grad_output):
            weight_step += np.outer(row, gradient)
            bias_step += gradient
        self.weights = self.weights - self.learning_rate * weight_step
        self.biases = self.biases - self.learning_rate * bias_step
        return grad_input


import random
# cell: loop
train_log, val_log = [], []
for layer in network:  # the loops above are far too slow to train with: the same layer, vectorised
    if hasattr(layer, "weights"):
        layer.__class__ = type("Quick", (Dense,), {
            "forward": lambda self, input: input @ self.weights + self.biases,
            "backward": lambda self, input, grad_output: (
                grad_output @ self.weights.T,
                setattr(self, "weights", self.weights - self.learning_rate * input.T @ grad_output),
                setattr(self, "biases", self.biases - self.learning_rate * grad_output.sum(0)),
            )[0],
        })
for epoch in range(EPOCHS):
    for batch in iterate_minibatches(X_train, y_train, BATCH_SIZE, shuffle=True):
        train(network, *batch)
    train_log.append((predict(network, X_train) == y_train).mean())
    val_log.append((predict(network, X_val) == y_val).mean())
