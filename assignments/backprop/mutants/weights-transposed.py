# mistake: The weights are stored as (out, in).
# hint: The row of the digit stands before the matrix: which of its two dimensions has to be 784?
# fails: parameters-shapes, training-learns, training-well, training-held-out
# cell: parameters
sizes = [784, 32, 32, 10]
weights = []  # three arrays: (784, 32), (32, 32), (32, 10)
biases = []  # three arrays: (32,), (32,), (10,)

for n_in, n_out in zip(sizes, sizes[1:]):
    weights.append(np.random.normal(0, 1 / np.sqrt(max(n_in, n_out)), size=(n_out, n_in)))
    biases.append(np.zeros(n_out))
