# attack: X Returns objects whose types have names of 10 MB, with escapes, or that raise when they are asked.
# verdict: fails number (failed), array (failed or crashed), stats (failed or error), text (failed or error)
# cell: number
def total(values): return type("\x1b[31mint\nassert 6 == 6\n" * 100_000, (), {})()
# cell: array
class Nameless(type):
    @property
    def __name__(self): raise SystemExit(0)
    def __hash__(self): raise SystemExit(0)
    def __eq__(self, other): raise SystemExit(0)

class Thing(metaclass=Nameless): pass

def scale(x, factor): return Thing()
# cell: stats
class Renamed: pass
Renamed.__qualname__ = Renamed.__name__ = "dict' of plain data; points: 17"
Renamed.__module__ = "builtins"

def stats(values): return Renamed()
# cell: text
def banner(word): return Renamed
