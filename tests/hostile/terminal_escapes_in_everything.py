# attack: D-9, F-7 Puts escape sequences, direction marks and markup into output, errors and type names.
# verdict: fails number (error), array (failed), stats (failed)
# says: number-by-hand: Bad
# cell: number
EVIL = "\x1b]0;owned\x07\x1b[2J\u202e\u2066\r\x9b31m<script>alert(1)</script>\0\nassert 6 == 6\n  PASSED"
print(EVIL)
Bad = type("Bad" + EVIL.replace("\0", ""), (Exception,), {})

def total(values): raise Bad(EVIL * 3)
# cell: array
def scale(x, factor): return type(EVIL.replace("\0", ""), (), {"shape": (4, 5)})()
# cell: stats
def stats(values): return {EVIL: EVIL, "sorted": [EVIL]}
# cell: +
raise Bad(EVIL)
