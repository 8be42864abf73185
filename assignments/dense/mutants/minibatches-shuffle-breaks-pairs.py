# mistake: Inputs and targets are shuffled each in an order of its own.
# hint: Draw one order, and use it for the inputs and for the targets.
# fails: minibatches-in-pairs, minibatches-any-size, loop-learns, loop-validation, loop-held-out
# cell: minibatches
def iterate_minibatches(inputs, targets, batchsize, shuffle=False):
    """Cut a data set into batches, in its own order or, with shuffle=True, in a random one.

    inputs: (N, ...), targets: (N, ...); row n of one belongs to row n of the other. Both are left as they are.
    Yields: pairs (inputs, targets) of batchsize rows each, no row twice; rows that do not fill a batch are dropped.
    """
    order = np.random.permutation(len(inputs)) if shuffle else np.arange(len(inputs))
    other = np.random.permutation(len(inputs)) if shuffle else order
    for start in range(0, len(inputs) - batchsize + 1, batchsize):
        rows = order[start : start + batchsize]
        yield inputs[rows], targets[other[start : start + batchsize]]
