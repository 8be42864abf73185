# style: a function of its own for the gradients, in dictionaries, a 0-d array for the loss; weights drawn unit by unit
# cell: parameters
weights, biases = [None] * 3, [None] * 3
for layer, (rows, columns) in enumerate([(784, 32), (32, 32), (32, 10)]):
    units = [np.random.default_rng().normal(0, max(rows, columns) ** -0.5, rows) for _ in range(columns)]
    weights[layer] = np.stack(units, axis=1)
    biases[layer] = np.zeros((columns,))
# cell: sample
def forward(row):
    cache = {"a0": row}
    for k in range(3):
        cache[f"z{k}"] = np.matmul(cache[f"a{k}"], weights[k]) + biases[k]
        cache[f"a{k + 1}"] = 1 / (1 + np.exp(-np.clip(cache[f"z{k}"], -500, 500)))
    cache["p"] = softmax(cache["z2"])
    return cache


def feed_forward_sample(sample, y):
    p = forward(sample)["p"]
    label = integer_to_one_hot(y)
    return np.array(cross_entropy_loss(label, p)), (np.arange(10) == np.argmax(p)).astype(np.float32)
# cell: train
def gradients(cache, y):
    grads = {}
    above = cache["p"] - integer_to_one_hot(y)
    for k in reversed(range(3)):
        grads[f"W{k}"] = cache[f"a{k}"][:, None] @ above[None, :]
        grads[f"b{k}"] = above
        slope = cache[f"a{k}"] * (1 - cache[f"a{k}"])
        above = (weights[k] * above).sum(axis=1) * slope
    return grads


def train_one_sample(sample, y, learning_rate=0.003):
    cache = forward(sample.reshape(784))
    for name, gradient in gradients(cache, y).items():
        parameters = weights if name[0] == "W" else biases
        np.subtract(parameters[int(name[1])], learning_rate * gradient, out=parameters[int(name[1])])
    return cross_entropy_loss(integer_to_one_hot(y), cache["p"])
