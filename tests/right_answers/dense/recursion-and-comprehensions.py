# style: the network as a recursion, predictions row by row, the backward pass on a stack
# cell: forward
def forward(network, X):
    if not network:
        return []
    output = network[0].forward(X)
    return [output] + forward(network[1:], output)
# cell: predict
def predict(network, X):
    return np.array([max(range(len(row)), key=row.__getitem__) for row in forward(network, X)[-1]])
# cell: train
def train(network, X, y):
    stack = [X] + forward(network, X)
    logits = stack.pop()
    gradient = grad_softmax_crossentropy_with_logits(logits, y)
    for layer in network[::-1]:
        gradient = layer.backward(stack.pop(), gradient)
    losses = softmax_crossentropy_with_logits(logits, y)
    return sum(losses) / len(losses)
# cell: minibatches
def iterate_minibatches(inputs, targets, batchsize, shuffle=False):
    rows = np.random.choice(len(inputs), len(inputs), replace=False) if shuffle else np.r_[: len(inputs)]
    full = len(rows) - len(rows) % batchsize
    for part in rows[:full].reshape(-1, batchsize):
        yield inputs[part], targets[part]
