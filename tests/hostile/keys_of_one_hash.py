# attack: E-13 Returns dicts and sets whose keys all share one hash.
# verdict: fails stats (failed or timeout), text (failed or error or timeout)
# cell: stats
STEP = 2**61 - 1

def stats(values): return {STEP * n: n for n in range(4_000)}
# cell: text
def banner(word): return {STEP * n for n in range(4_000)}
