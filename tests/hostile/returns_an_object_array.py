# attack: A-17 Returns an array of objects that are equal to everything.
# verdict: fails array (failed), stats (failed)
# cell: array
class Equal:
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__

def scale(x, factor): return np.full(x.shape, Equal(), dtype=object)
# cell: stats
def stats(values): return {"smallest": Equal(), "largest": Equal(), "sorted": np.full(len(values), Equal())}
