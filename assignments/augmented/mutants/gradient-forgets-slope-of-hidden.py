# mistake: The slope of the activation is left out for all layers but the last.
# hint: What stands behind the product with the weights in the formula for the other layers?
# fails: gradient-two-layers, gradient-any-network, loop-reads
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
                totals[number] += np.outer(delta, inputs[number])
                if number > 0:
                    delta = self.layers[number].Wb[:, 1:].T @ delta
        return [total / len(data) for total in totals]
