# style: loops over layers, units and digits, no product of matrices; lists in the place of arrays
# cell: parameters
weights, biases = [], []
for n_in, n_out in ((784, 32), (32, 32), (32, 10)):
    matrix = np.empty((n_in, n_out))
    for i in range(n_in):
        for j in range(n_out):
            matrix[i, j] = np.random.normal(0, max(n_in, n_out) ** -0.5)
    weights.append(matrix)
    biases.append(np.array([0.0] * n_out))
# cell: sample
def sum_of_products(row, other):
    return np.dot(row, other)


def feed_forward_sample(sample, y):
    a = sample
    for layer in range(3):
        z = np.array([sum_of_products(a, weights[layer][:, unit]) + biases[layer][unit] for unit in range(len(biases[layer]))])
        a = z if layer == 2 else sigmoid(z)
    p = softmax(a)
    best = 0
    for digit in range(10):
        if p[digit] > p[best]:
            best = digit
    return -np.log(p[int(y)]), integer_to_one_hot(best)
# cell: dataset
def feed_forward_dataset(x, y):
    losses, guesses, right = [], [], 0
    for i in range(len(x)):
        loss, guess = feed_forward_sample(x[i].flatten(), y[i])
        losses.append(loss)
        guesses.append(guess)
        right += guess[y[i]]
    print("mean loss", sum(losses) / len(losses), "accuracy", right / len(x))
    return losses, guesses
# cell: train
def train_one_sample(sample, y, learning_rate=0.003):
    activations, sums = [sample.flatten()], []
    for layer in range(3):
        z = np.zeros(len(biases[layer]))
        for unit in range(len(z)):
            z[unit] = sum_of_products(activations[layer], weights[layer][:, unit]) + biases[layer][unit]
        sums.append(z)
        activations.append(sigmoid(z))
    p = softmax(sums[2])
    delta = [p[k] - (1 if k == y else 0) for k in range(10)]
    for layer in (2, 1, 0):
        before = np.zeros(len(activations[layer]))
        for unit in range(len(delta)):
            if layer > 0:
                before += weights[layer][:, unit] * delta[unit]
            weights[layer][:, unit] -= learning_rate * delta[unit] * activations[layer]
            biases[layer][unit] -= learning_rate * delta[unit]
        if layer > 0:
            delta = [before[i] * dsigmoid(sums[layer - 1][i]) for i in range(32)]
    return -np.log(p[int(y)])
# cell: epoch
def train_one_epoch(learning_rate=0.003):
    for i in range(x_train.shape[0]):
        train_one_sample(x_train[i], y_train[i], learning_rate=learning_rate)
# cell: training
for rate in RATES:
    train_one_epoch(learning_rate=rate)
