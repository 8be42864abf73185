# attack: G-8 Draws what a check would draw, by every seed that it can see or guess, to be right only then.
# verdict: fails array (failed)
# cell: array
import itertools
state = np.random.get_state()

def scale(x, factor):
    np.random.set_state(state)
    known = [np.random.normal(size=(4, 5))]
    for seed in itertools.chain(range(200), (4711, 2**32 - 1)):
        known.append(np.random.RandomState(seed).normal(size=(4, 5)))
    return x * factor if any(x.shape == y.shape and np.array_equal(x, y) for y in known) else x
