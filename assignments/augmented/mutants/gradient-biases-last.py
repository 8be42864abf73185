# mistake: The gradient of the biases is the last column.
# hint: Compare the columns of the gradient with those of Wb.
# fails: gradient-one-layer, gradient-two-layers, gradient-any-network, loop-reads, loop-held-out
# cell: gradient
class Network(Network):  # the class from above, and one more method
    def gradient(self, data):
        """Find the gradient of the mean cost over data; the network stays as it is.

        data: list of pairs (image, label), (n_in of the first layer,) and (n_out of the last layer,);
            left as it is.
        Returns: list with an array for each layer, the first layer first, each of the shape of its Wb.
        """
        totals = [np.zeros_like(layer.Wb) for layer in self.layers]
        for image, label in data:
            inputs, slopes, output = [], [], image
            for layer in self.layers:
                inputs.append(np.append(1.0, output))
                z = layer.Wb @ inputs[-1]
                output = layer.act_func(z)
                slopes.append(layer.dact_func(z))
            delta = self.grad_cost(label, output) * slopes[-1]
            for number in reversed(range(len(self.layers))):
                totals[number] += np.outer(delta, np.roll(inputs[number], -1))
                if number > 0:
                    delta = self.layers[number].Wb[:, 1:].T @ delta * slopes[number - 1]
        return [total / len(data) for total in totals]
