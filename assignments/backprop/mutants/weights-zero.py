# mistake: The weights start at zero, so that no unit ever differs from its neighbour.
# hint: Units that start alike get the same gradient and stay alike: what makes them differ?
# fails: parameters-spread, training-learns, training-well, training-held-out
# cell: parameters
sizes = [784, 32, 32, 10]
weights = []  # three arrays: (784, 32), (32, 32), (32, 10)
biases = []  # three arrays: (32,), (32,), (10,)

for n_in, n_out in zip(sizes, sizes[1:]):
    weights.append(np.zeros((n_in, n_out)))
    biases.append(np.zeros(n_out))
