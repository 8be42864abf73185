# attack: X Makes numbers that are equal to nothing or to everything by their own kind: NaT, NaN keys, -0.0, infinities.
# verdict: fails stats (failed), text (failed or error), countdown (failed)
# cell: stats
def stats(values):
    return {float("nan"): 1, float("-nan"): 2, -0.0: 3, None: np.datetime64("NaT"), (1, (float("inf"),)): 1j}
# cell: text
def banner(word): return np.datetime64("NaT")
# cell: countdown
def countdown(n): return {float("nan"), float("inf"), "\x1b"}
