# style: column vectors, as in many textbooks, and einsum for the gradients; labels one-hot throughout
# cell: sample
def feed_forward_sample(sample, y):
    column = sample.reshape(-1, 1)
    for k in range(2):
        column = sigmoid(weights[k].T @ column + biases[k].reshape(-1, 1))
    p = softmax((weights[2].T @ column).ravel() + biases[2])
    one_hot_guess = np.zeros_like(p)
    one_hot_guess[np.argmax(p)] = 1.0
    return cross_entropy_loss(integer_to_one_hot(int(y)), p), one_hot_guess
# cell: dataset
def feed_forward_dataset(x, y):
    losses = np.empty(x.shape[0])
    one_hot_guesses = np.empty((x.shape[0], 10))
    for n in range(x.shape[0]):
        losses[n], one_hot_guesses[n] = feed_forward_sample(x[n].flatten(), y[n])
    one_hot_labels = np.eye(10)[y]
    right = np.einsum("nk,nk->", one_hot_guesses, one_hot_labels)
    print("loss:", np.round(np.mean(losses), 3))
    print("accuracy:", np.round(right / len(y), 3))
    return losses, one_hot_guesses
# cell: train
def train_one_sample(sample, y, learning_rate=0.003):
    a = [sample.reshape(-1, 1)]
    slopes = []
    for k in range(2):
        z = weights[k].T @ a[k] + biases[k].reshape(-1, 1)
        slopes.append(dsigmoid(z))
        a.append(sigmoid(z))
    p = softmax(weights[2].T @ a[2] + biases[2].reshape(-1, 1))
    target = integer_to_one_hot(int(y)).reshape(-1, 1)
    loss = cross_entropy_loss(target, p)
    dz = [None, None, p - target]
    for k in (1, 0):
        dz[k] = np.einsum("ij,jc->ic", weights[k + 1], dz[k + 1]) * slopes[k]
    for k in range(3):
        weights[k] = weights[k] - learning_rate * np.einsum("ic,jc->ij", a[k], dz[k])
        biases[k] = biases[k] - learning_rate * dz[k][:, 0]
    return loss
