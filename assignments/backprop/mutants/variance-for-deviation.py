# mistake: The variance is passed where the standard deviation is wanted.
# hint: What does the second argument of np.random.normal mean?
# fails: parameters-spread, training-well, training-held-out
# cell: parameters
sizes = [784, 32, 32, 10]
weights = []  # three arrays: (784, 32), (32, 32), (32, 10)
biases = []  # three arrays: (32,), (32,), (10,)

for n_in, n_out in zip(sizes, sizes[1:]):
    weights.append(np.random.normal(0, 1 / max(n_in, n_out), size=(n_in, n_out)))
    biases.append(np.zeros(n_out))
