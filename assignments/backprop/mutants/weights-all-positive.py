# mistake: The weights are drawn from zero upwards, not around zero.
# hint: What is the mean of the numbers that you draw?
# fails: parameters-spread, training-learns, training-well, training-held-out
# cell: parameters
sizes = [784, 32, 32, 10]
weights = []  # three arrays: (784, 32), (32, 32), (32, 10)
biases = []  # three arrays: (32,), (32,), (10,)

for n_in, n_out in zip(sizes, sizes[1:]):
    weights.append(np.random.uniform(0, 1, size=(n_in, n_out)))
    biases.append(np.zeros(n_out))
