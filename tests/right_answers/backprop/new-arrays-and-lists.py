# style: nothing is changed in place: each step makes new arrays, and new lists for the notebook's names
# cell: parameters
shapes = [(784, 32), (32, 32), (32, 10)]
weights = [np.random.normal(scale=np.sqrt(1 / max(shape)), size=shape) for shape in shapes]
biases = [np.zeros(shape[1]) for shape in shapes]
# cell: sample
def probabilities(row):
    for k, (W, b) in enumerate(zip(weights, biases)):
        row = row @ W + b
        row = softmax(row) if k == len(weights) - 1 else sigmoid(row)
    return row


def feed_forward_sample(sample, y):
    p = probabilities(sample)
    return float(cross_entropy_loss(integer_to_one_hot(y), p)), [int(k == p.argmax()) for k in range(10)]
# cell: train
def train_one_sample(sample, y, learning_rate=0.003):
    global weights, biases
    rows, sums = [sample.ravel()], []
    for W, b in zip(weights, biases):
        sums.append(rows[-1] @ W + b)
        rows.append(sigmoid(sums[-1]))
    p = softmax(sums[-1])
    deltas = [p - integer_to_one_hot(y)]
    for W, z in zip(weights[:0:-1], sums[-2::-1]):
        deltas.insert(0, W.dot(deltas[0]) * dsigmoid(z))
    weights = [W - learning_rate * np.outer(a, d) for W, a, d in zip(weights, rows, deltas)]
    biases = [b - learning_rate * d for b, d in zip(biases, deltas)]
    return float(-np.log(p[y]))
