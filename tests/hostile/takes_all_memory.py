# attack: E-7 Takes memory in every form until there is none.
# verdict: fails number (memory), array (memory), stats (memory or crashed or error or timeout)
# cell: number
import mmap

def total(values):
    kept = []
    while True:
        kept.append(np.empty(1 << 22))
# cell: array
def scale(x, factor): return np.ones((1 << 40,))
# cell: stats
def stats(values):
    kept = []
    while True:
        try:
            kept.append(mmap.mmap(-1, 32 << 20))
            kept[-1].write(b"x" * (32 << 20))
        except (OSError, ValueError):
            raise MemoryError from None
