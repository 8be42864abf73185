# attack: A-12 Raises what ends programs, from functions and from an object's own methods.
# verdict: fails number (error), array (error), stats (error), text (failed or error), countdown (error or failed)
# says: number-by-hand: SystemExit
# cell: number
class Trap:
    def quit(self, *arguments): raise SystemExit(0)
    __repr__ = __str__ = __float__ = __len__ = __iter__ = __bool__ = __del__ = __eq__ = __hash__ = quit
    __reduce_ex__ = __format__ = quit

class Worse(KeyboardInterrupt):
    def __str__(self): raise GeneratorExit
    __repr__ = __str__

def total(values): raise SystemExit(0)
# cell: array
def scale(x, factor): raise Worse(Trap())
# cell: stats
def stats(values): raise GeneratorExit
# cell: text
def banner(word): return Trap()
# cell: countdown
def countdown(n): return Trap()
