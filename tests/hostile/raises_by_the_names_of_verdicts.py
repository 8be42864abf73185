# attack: X Raises exceptions called Skipped, Outcome, AssertionError, InfrastructureError, OSError.
# verdict: fails number (error), array (error), stats (not answered), text (error), countdown (error)
# cell: number
class Skipped(Exception): pass
Skipped.__module__ = "_pytest.outcomes"

def total(values): raise Skipped("could not import")
# cell: array
class InfrastructureError(OSError): pass

def scale(x, factor): raise InfrastructureError(28, "no space left on device")
# cell: stats
def stats(values): raise NotImplementedError("read-only")
# cell: text
def banner(word): raise AssertionError("assert 1 == 1")
# cell: countdown
def countdown(n): raise StopIteration(n)
