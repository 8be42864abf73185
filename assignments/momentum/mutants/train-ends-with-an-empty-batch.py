# mistake: Where the batches come out even, an empty one follows, and the velocity takes one more step.
# hint: Where does the last batch begin if 9 digits are cut into batches of 9?
# fails: train-hands-on
# cell: train
@method_of(DeepNeuralNetwork)
def train(self, x_train, y_train, x_test, y_test, epochs=10, batch_size=64,
          optimizer="momentum", l_rate=0.1, beta=0.9):
    """Train the network.

    x_train: (N, inputs), y_train: (N, outputs), one-hot; row n of one belongs to row n of the other.
    x_test, y_test: the same for digits that are not trained on, for self.history: the accuracy on them after
        each epoch.
    All four are left as they are. With epochs=0, only the optimizer is set and the velocities start at zero.
    """
    self.optimizer = optimizer
    self.velocity = {name: np.zeros_like(value) for name, value in self.params.items()}
    self.history = []
    for epoch in range(epochs):
        order = np.random.permutation(len(x_train))
        for batch in range(len(x_train) // batch_size + 1):
            rows = order[batch * batch_size : (batch + 1) * batch_size]
            output = self.feed_forward(x_train[rows])
            self.back_propagate(y_train[rows], output)
            self.optimize(l_rate, beta)
        self.history.append(self.accuracy(y_test, self.feed_forward(x_test)))
