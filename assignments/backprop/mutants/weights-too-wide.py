# mistake: The weights have a standard deviation of 1.
# hint: With 784 inputs, how far from zero do the sums of the first layer lie?
# fails: parameters-spread, training-well, training-held-out
# cell: parameters
sizes = [784, 32, 32, 10]
weights = []  # three arrays: (784, 32), (32, 32), (32, 10)
biases = []  # three arrays: (32,), (32,), (10,)

for n_in, n_out in zip(sizes, sizes[1:]):
    weights.append(np.random.normal(size=(n_in, n_out)))
    biases.append(np.zeros(n_out))
