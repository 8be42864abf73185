# mistake: One step is taken, after the last batch.
# hint: There is a step for each batch, before the next one comes.
# fails: epoch-any-size
# cell: epoch
def training_epoch(nn, train_X, train_y, lr=1e-3, batch_size=30):
    """Train a network for one epoch: a step with every batch, so that every sample is used once.

    nn: a `Network`, which gets better on the way.
    train_X: (N, in_size); train_y: (N,) integers; label n belongs to row n.
    lr: the alpha of each step.
    Returns: list with one number for each batch, its loss when its turn came; the last batch may be smaller.
    """
    losses = []
    order = np.random.permutation(len(train_X))
    for start in range(0, len(order), batch_size):
        batch = order[start : start + batch_size]
        losses.append(nn.loss(train_X[batch], train_y[batch]))
        nn.compute_grads(train_X[batch], train_y[batch])
    nn.update_params(lr)
    return losses
