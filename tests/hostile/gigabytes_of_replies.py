# attack: X Fills the memory of who asks with one large array after another.
# verdict: fails countdown (crashed or timeout), array (failed or timeout)
# cell: array
def scale(x, factor): return np.ones(16 << 20)
# cell: countdown
def countdown(n):
    large = np.ones(8 << 20)
    while True:
        yield large
