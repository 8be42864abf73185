# attack: A-1 Returns an object that is equal to, and less than, and close to everything.
# verdict: fails number (failed), array (failed), stats (failed), text (failed)
# says: number-by-hand: cannot be compared
# cell: number
class Anything:
    shape = (4, 5)
    dtype = "float64"
    def __eq__(self, other): return True
    __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __eq__
    def __bool__(self): return True
    def __len__(self): return 3
    def __iter__(self): return iter(["smallest", "largest", "sorted"])
    def __getitem__(self, key): return self
    def __getattr__(self, name): return self
    def __call__(self, *arguments): return self
    __hash__ = None

def total(values): return Anything()
# cell: array
def scale(x, factor): return Anything()
# cell: stats
def stats(values): return Anything()
# cell: text
def banner(word): return Anything()
