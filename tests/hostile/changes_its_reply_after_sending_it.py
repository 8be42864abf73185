# attack: B-11 Goes on writing into the array that it has returned.
# verdict: fails array (failed)
# cell: array
import threading

def scale(x, factor):
    result = np.zeros_like(x)
    def mend():
        while True:
            result[...] = x * factor
    threading.Timer(0.0005, mend).start()
    return result
