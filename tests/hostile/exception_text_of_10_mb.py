# attack: X Raises exceptions with texts, lines and causes of 10 MB, and with texts that are none.
# verdict: fails number (error), array (error), stats (error), text-by-hand (error), text-refused (error)
# cell: number
class Long(Exception):
    def __str__(self): return "x" * 10_000_000

def total(values): raise Long
# cell: array
class Odd(Exception):
    def __str__(self): return 17

def scale(x, factor): raise Odd
# cell: stats
class Text(str):
    def __getitem__(self, key): return "y" * 10_000_000
    def __str__(self): return self
    def isascii(self): return True

class Sly(Exception):
    def __str__(self): return Text("z" * 3_000)

def stats(values): raise Sly
# cell: text
def banner(word):
    error = ValueError("\ud800" + "\x1b[2J" * 1_000)
    for _ in range(10_000):
        error = ValueError(error)
    raise ExceptionGroup("many", [error] * 1_000)
# cell: +
raise Long
