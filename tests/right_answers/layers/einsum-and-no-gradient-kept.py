# style: einsum everywhere; compute_grads keeps no gradient, update_params works it out from what was sent through
# cell: softmax
def softmax(z):
    z = np.asarray(z, dtype=float)
    top = np.max(z, axis=-1)[..., None]
    odds = np.exp(z - top)
    return np.einsum("...k,...->...k", odds, 1 / np.einsum("...k->...", odds))
# cell: layer
class Layer:
    rng = np.random.default_rng(11)

    def __init__(self, in_size, out_size, act_func="relu"):
        self.rectified = {"relu": True, "none": False}[act_func]
        self.weights = 2 / (in_size + out_size) ** 0.5 * Layer.rng.standard_normal((out_size, in_size))
        self.biases = np.zeros((out_size,))

    def __call__(self, inputs):
        self.seen = inputs
        z = np.einsum("ni,oi->no", inputs, self.weights, optimize=True)
        z += self.biases
        return z * (z > 0) if self.rectified else z

    def compute_grads(self, out_preacts_grad):
        self.waiting = self.seen, out_preacts_grad
        back = np.einsum("no,oi->ni", out_preacts_grad, self.weights, optimize=True)
        return np.where(self.seen > 0, back, 0.0)

    def update_params(self, alpha=1e-3):
        inputs, grads = self.waiting
        scale = alpha / grads.shape[0]
        self.weights = self.weights - scale * np.einsum("no,ni->oi", grads, inputs, optimize=True)
        self.biases = self.biases - scale * np.einsum("no->o", grads)
