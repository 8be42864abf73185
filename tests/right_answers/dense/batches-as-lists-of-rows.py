# style: minibatches from array_split of an order shuffled in place, all batches made before the first is given
# cell: minibatches
def iterate_minibatches(inputs, targets, batchsize, shuffle=False):
    order = list(range(len(inputs)))
    if shuffle:
        np.random.shuffle(order)
    count = len(inputs) // batchsize
    batches = [order[i * batchsize : (i + 1) * batchsize] for i in range(count)]
    return iter([(inputs[rows], targets[rows]) for rows in batches])
# cell: loop
train_log = []
val_log = []
for epoch in range(25):  # as the classic version of this network: more epochs, a lower rate
    for layer in network:
        layer.learning_rate = 0.1
    for x_batch, y_batch in iterate_minibatches(X_train, y_train, batchsize=32, shuffle=True):
        train(network, x_batch, y_batch)
    train_log.append(np.mean(predict(network, X_train) == y_train))
    val_log.append(np.mean(predict(network, X_val) == y_val))
