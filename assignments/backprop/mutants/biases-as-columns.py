# mistake: The biases are columns, (out, 1).
# hint: What does NumPy make of a (32,) row plus a (32, 1) column?
# fails: parameters-shapes, training-learns, training-well, training-held-out
# cell: parameters
sizes = [784, 32, 32, 10]
weights = []  # three arrays: (784, 32), (32, 32), (32, 10)
biases = []  # three arrays: (32,), (32,), (10,)

for n_in, n_out in zip(sizes, sizes[1:]):
    weights.append(np.random.normal(0, 1 / np.sqrt(max(n_in, n_out)), size=(n_in, n_out)))
    biases.append(np.zeros((n_out, 1)))
