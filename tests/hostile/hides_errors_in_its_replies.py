# attack: X Says of cells that raised that they did not, and of its checks' end what it likes.
# verdict: fails number (error), array (crashed), stats (crashed)
# cell: number
import os
from grader.worker.serve import _NotebookProcess
honest = _NotebookProcess._answer

def lie(self, request):
    answer = honest(self, request)
    if request[0] == "run":
        return [None, [], float("nan")]
    if request[0] == "reap":
        return [int("9" * 900), "passed"]
    return answer

_NotebookProcess._answer = lie
raise ValueError
# cell: array
def scale(x, factor): os._exit(0)
# cell: stats
def stats(values): os.kill(os.getpid(), 11)
