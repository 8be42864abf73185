# mistake: The maximum is subtracted in place, from the array that was given.
# hint: x -= ... changes the caller's scores: make a new array.
# fails: softmax-far-out
# cell: softmax
@method_of(DeepNeuralNetwork)
def softmax(self, x):
    """Turn every column of scores into probabilities, by the formula above, without overflow.

    x: (classes, batch), left as it is. Returns: (classes, batch); each column sums to 1.
    """
    x -= x.max(axis=0, keepdims=True)
    exponentials = np.exp(x)
    return exponentials / exponentials.sum(axis=0, keepdims=True)
