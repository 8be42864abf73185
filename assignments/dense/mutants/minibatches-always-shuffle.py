# mistake: The rows are shuffled although nobody asked for it.
# hint: With shuffle=False the rows come in their own order.
# fails: minibatches-in-pairs, minibatches-any-size
# cell: minibatches
def iterate_minibatches(inputs, targets, batchsize, shuffle=False):
    """Cut a data set into batches, in its own order or, with shuffle=True, in a random one.

    inputs: (N, ...), targets: (N, ...); row n of one belongs to row n of the other. Both are left as they are.
    Yields: pairs (inputs, targets) of batchsize rows each, no row twice; rows that do not fill a batch are dropped.
    """
    order = np.random.permutation(len(inputs))
    for start in range(0, len(inputs) - batchsize + 1, batchsize):
        rows = order[start : start + batchsize]
        yield inputs[rows], targets[rows]
