# mistake: One column of random weights is repeated for every unit.
# hint: Draw every weight on its own: units that start alike stay alike.
# fails: parameters-spread, training-well, training-held-out
# cell: parameters
sizes = [784, 32, 32, 10]
weights = []  # three arrays: (784, 32), (32, 32), (32, 10)
biases = []  # three arrays: (32,), (32,), (10,)

for n_in, n_out in zip(sizes, sizes[1:]):
    weights.append(np.random.normal(0, 1 / np.sqrt(max(n_in, n_out)), size=(n_in, 1)) * np.ones(n_out))
    biases.append(np.zeros(n_out))
