# mistake: The new gradient is not weighted by 1 - beta.
# hint: Here the velocity is an average: the weights of old and new add up to 1.
# fails: optimize-momentum, optimize-any-run, train-hands-on
# cell: optimize
@method_of(DeepNeuralNetwork)
def optimize(self, l_rate=0.1, beta=0.9):
    """Take one step with every parameter, by its gradient in self.grads.

    l_rate: the learning rate. beta: the share of the velocity that is kept; "sgd" has no use for it.

    self.optimizer is "sgd" or "momentum"; raise a ValueError if it is anything else.
    self.velocity holds the velocities by name, zero at the start of a training: see `train` below.
    """
    if self.optimizer not in ("sgd", "momentum"):
        raise ValueError(f"optimizer is {self.optimizer!r}, expected 'sgd' or 'momentum'")
    directions = self.grads
    if self.optimizer == "momentum":
        directions = {name: beta * self.velocity[name] + g for name, g in self.grads.items()}
        self.velocity = directions
    self.params = {name: value - l_rate * directions[name] for name, value in self.params.items()}
