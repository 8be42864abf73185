# attack: A-2 Returns an object with the methods that numpy.shape, numpy.sum and numpy.all would call.
# verdict: fails array (failed)
# says: array-drawn: is no array
# cell: array
class Array:
    shape, size, ndim, dtype = (4, 5), 20, 2, np.dtype(float)
    def all(self, *arguments, **keywords): return True
    any = sum = mean = max = min = round = std = all
    def __array_function__(self, *arguments): return True
    def __array_wrap__(self, *arguments): return True
    def __len__(self): return 4
    def __getitem__(self, key): return 1.0

def scale(x, factor): return Array()
