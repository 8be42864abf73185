# attack: A-2 Returns subclasses of numbers and arrays whose arithmetic and comparisons say what is wanted.
# verdict: fails number (failed), array (failed), stats (failed), text (failed)
# cell: number
class Whole(int):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __sub__(self, other): return Whole(0)
    __rsub__ = __sub__
    def __abs__(self): return Whole(0)
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __lt__
    __hash__ = int.__hash__

def total(values): return Whole(0)
# cell: array
class Close(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **keywords): return np.zeros((4, 5))
    def __array_function__(self, function, types, arguments, keywords): return True
    def __array_finalize__(self, other): pass
    __array_priority__ = 1e9

def scale(x, factor): return np.zeros_like(x).view(Close)
# cell: stats
class Agreeable(dict):
    def __eq__(self, other): return True
    def __getitem__(self, key): return Whole(0)

def stats(values): return Agreeable(smallest=0, largest=0, sorted=[0] * len(values))
# cell: text
class Echo(str):
    def __eq__(self, other): return True
    __hash__ = None

def banner(word): return Echo("*ab*")
