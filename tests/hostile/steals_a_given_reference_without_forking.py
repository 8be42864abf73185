# attack: X, C-10 Lets the check with the reference change the notebook itself, by not forking.
# verdict: fails number (failed)
# cell: number
import threading
import sys
from grader.worker import answer
serve = sys.modules["grader.worker.serve"]

def total(values): return -1

def _fork(self, seed, cpu_s, wall_s):
    _, (descriptor,), _, _ = serve.socket.recv_fds(self._descriptors, 16, 1)
    check = answer.CheckProcess(serve.socket.socket(fileno=descriptor), self._prepared, cpu_s, wall_s)
    answer.time_limit = lambda *arguments: serve.contextlib.nullcontext()
    threading.Thread(target=check.serve, daemon=True).start()
    return True

serve._NotebookProcess._fork = _fork
