# attack: E-15 Returns wrong values that are large, so that an account of the difference never ends.
# verdict: fails array (failed), stats (failed or timeout), countdown (failed)
# cell: array
def scale(x, factor): return np.full((2_000, 2_000), 7.0)
# cell: stats
def stats(values): return {f"{n}" + "\n" * 150: ["x\n" * 40] for n in range(3_000)}
# cell: countdown
def countdown(n): return ["\n" * 10] * 20_000
