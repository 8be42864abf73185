# style: one function that goes forward, calls itself for the rest of the network, and comes back with the gradient; epochs in random order
# cell: sample
def feed_forward_sample(sample, y, layer=0):
    z = sample @ weights[layer] + biases[layer]
    if layer + 1 < len(weights):
        return feed_forward_sample(sigmoid(z), y, layer + 1)
    p = softmax(z)
    return cross_entropy_loss(integer_to_one_hot(y), p), integer_to_one_hot(p.argmax())
# cell: train
def train_one_sample(sample, y, learning_rate=0.003):
    def through(a, layer):
        """Train this layer and those after it. Return the loss, and its gradient with respect to a."""
        W, b = weights[layer], biases[layer]
        z = a @ W + b
        if layer == len(weights) - 1:
            p = softmax(z)
            loss, delta = -np.log(p[y]), p - integer_to_one_hot(y)
        else:
            loss, gradient = through(sigmoid(z), layer + 1)
            delta = gradient * dsigmoid(z)
        gradient = W @ delta
        W -= np.outer(a, learning_rate * delta)
        b -= learning_rate * delta
        return loss, gradient

    return through(sample.reshape(784), 0)[0]
# cell: epoch
def train_one_epoch(learning_rate=0.003):
    order = list(range(len(y_train)))
    np.random.shuffle(order)
    for n in order:
        train_one_sample(x_train[n], y_train[n], learning_rate)
