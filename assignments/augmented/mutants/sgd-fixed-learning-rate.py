# mistake: The step uses 0.01, whatever learning_rate says.
# hint: Try two learning rates: is one step longer than the other?
# fails: sgd-step, sgd-one-pass, sgd-any-batch-size, sgd-limit-and-order, loop-learns, loop-reads, loop-held-out
# cell: sgd
class Network(Network):  # the class from above, and one more method
    def SGD(self, data, batch_size=100, max_iter=None, learning_rate=0.01):
        """Take one pass over data, in random order, with a step for every batch.

        data: list of pairs (image, label); its order and its examples are left as they are.
        batch_size: examples in a batch; the last batch may be smaller.
        max_iter: stop after so many batches; None for no limit.
        learning_rate: length of a step, as a multiple of the mean gradient of the batch.
        """
        order = np.random.permutation(len(data))
        for start in range(0, len(data), batch_size)[:max_iter]:
            batch = [data[number] for number in order[start : start + batch_size]]
            for layer, slope in zip(self.layers, self.gradient(batch)):
                layer.Wb -= 0.01 * slope
