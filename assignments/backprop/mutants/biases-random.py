# mistake: The biases are drawn at random instead of starting at zero.
# hint: The weights already tell the units apart: what did the text ask the biases to be?
# fails: parameters-shapes
# cell: parameters
sizes = [784, 32, 32, 10]
weights = []  # three arrays: (784, 32), (32, 32), (32, 10)
biases = []  # three arrays: (32,), (32,), (10,)

for n_in, n_out in zip(sizes, sizes[1:]):
    weights.append(np.random.normal(0, 1 / np.sqrt(max(n_in, n_out)), size=(n_in, n_out)))
    biases.append(np.random.normal(size=n_out))
