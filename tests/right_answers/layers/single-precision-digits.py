# style: digits in float32; a step is a function that compute_grads leaves behind; a plan of its own
# cell: layer
class Layer:
    def __init__(self, in_size, out_size, act_func="relu"):
        spread = 2 / np.sqrt(in_size + out_size)
        self.biases = np.zeros(out_size)
        self.weights = np.random.normal(size=(out_size, in_size), scale=spread)
        self.finish = {"relu": ReLU, "none": np.array}[act_func]

    def __call__(self, inputs):
        self.was_on, self.inputs = inputs > 0, inputs
        return self.finish(np.inner(inputs, self.weights) + self.biases)

    def compute_grads(self, out_preacts_grad):
        mean_outer = np.tensordot(out_preacts_grad, self.inputs, axes=(0, 0)) / len(self.inputs)
        mean = np.average(out_preacts_grad, axis=0)

        def step(alpha):
            self.weights = self.weights - alpha * mean_outer
            self.biases = self.biases - alpha * mean

        self.step = step
        handed = np.zeros(self.inputs.shape)
        np.copyto(handed, out_preacts_grad @ self.weights, where=self.was_on)
        return handed

    def update_params(self, alpha=1e-3):
        self.step(alpha)
# cell: training
batch_losses, train_log, val_log = [], [], []
light = X_train.astype(np.float32)
for rate in [0.3] * 5 + [0.05] * 2:
    batch_losses += training_epoch(nn, light, y_train, rate, 40)
    train_log.append(nn.accuracy(X_train, y_train))
    val_log.append(nn.accuracy(X_val, y_val))
