# style: every array has a name of its own beside the lists, and is changed in place; no loop over layers
# cell: parameters
W1 = np.random.randn(784, 32) / 28
W2 = np.random.randn(32, 32) / np.sqrt(32)
W3 = np.random.randn(32, 10) / np.sqrt(32)
b1, b2, b3 = np.zeros(32), np.zeros(32), np.zeros(10)
weights = [W1, W2, W3]
biases = [b1, b2, b3]
# cell: sample
def feed_forward_sample(sample, y):
    h1 = sigmoid(np.dot(sample, W1) + b1)
    h2 = sigmoid(np.dot(h1, W2) + b2)
    p = softmax(np.dot(h2, W3) + b3)
    guess = np.zeros(10, dtype=int)
    guess[p.argmax()] = 1
    return -np.log(p[y]), guess
# cell: train
def train_one_sample(sample, y, learning_rate=0.003):
    global W1, W2, W3, b1, b2, b3
    x = sample.flatten()
    z1 = np.dot(x, W1) + b1
    h1 = sigmoid(z1)
    z2 = np.dot(h1, W2) + b2
    h2 = sigmoid(z2)
    p = softmax(np.dot(h2, W3) + b3)
    loss = -np.log(p[y])

    d3 = p.copy()
    d3[y] -= 1
    d2 = np.dot(W3, d3) * dsigmoid(z2)
    d1 = np.dot(W2, d2) * dsigmoid(z1)

    W3 -= learning_rate * h2[:, np.newaxis] * d3
    W2 -= learning_rate * h1[:, np.newaxis] * d2
    W1 -= x[:, np.newaxis] * (learning_rate * d1)
    b3 -= learning_rate * d3
    b2 -= learning_rate * d2
    b1 -= learning_rate * d1
    return loss
