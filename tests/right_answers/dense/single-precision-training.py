# style: trains with float32 inputs; the step is written with np.add and out; the loss comes back as a float32
# cell: dense
class Dense(Layer):
    def __init__(self, input_units, output_units, learning_rate=0.1):
        self.learning_rate = learning_rate
        self.weights = np.random.normal(scale=0.05, size=(input_units, output_units))
        self.biases = np.zeros(output_units)

    def forward(self, input):
        return np.add(np.matmul(input, self.weights), self.biases[np.newaxis, :])

    def backward(self, input, grad_output):
        grad_input = np.matmul(grad_output, self.weights.T)
        np.add(self.weights, -self.learning_rate * np.matmul(input.T, grad_output), out=self.weights)
        np.subtract(self.biases, self.learning_rate * np.sum(grad_output, axis=0), out=self.biases)
        return grad_input
# cell: loop
train_log, val_log = [], []
halved = X_train.astype(np.float32)
for epoch in range(EPOCHS):
    for X_batch, y_batch in iterate_minibatches(halved, y_train.astype(np.int32), BATCH_SIZE, shuffle=True):
        train(network, X_batch, y_batch)
    train_log.append(np.mean(predict(network, X_train) == y_train))
    val_log.append(np.mean(predict(network, X_val) == y_val))
