# attack: X Returns objects that lie about their class and offer themselves as arrays by every protocol.
# verdict: fails number (failed), array (failed), stats (failed or error), countdown (failed or error)
# cell: number
class Chameleon:
    __class__ = property(lambda self: int)
    __array_interface__ = {"shape": (4, 5), "typestr": "<f8", "version": 3, "data": (0, True)}
    __array_struct__ = None
    __array_priority__ = 1e9
    __dict__ = {}
    dtype, shape, ndim, size, T = "float64", (4, 5), 2, 20, 0
    def __array__(self, *arguments, **keywords): return np.ones((4, 5))
    def __array_ufunc__(self, *arguments, **keywords): return True
    def __array_function__(self, *arguments, **keywords): return True
    def __index__(self): return 6
    __int__ = __float__ = __complex__ = __index__
    def __instancecheck__(self, other): return True
    def __eq__(self, other): return True
    def __float__(self): return 6.0
    def __length_hint__(self): return 1 << 40
    def __fspath__(self): return "/etc/passwd"
    def __buffer__(self, flags): return memoryview(bytes(160))

def total(values): return Chameleon()
# cell: array
def scale(x, factor): return Chameleon()
# cell: stats
def stats(values): return Chameleon()
# cell: countdown
def countdown(n): return Chameleon()
