# attack: C-10, X Hands its checks' sockets to one process that outlives them, which answers for all.
# verdict: full points
# cell: countdown
import contextlib
import os
import socket
import threading
from grader.worker import answer
from grader.worker.serve import _NotebookProcess

def countdown(n): yield from range(n, 0, -1)

ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)

def serve_all(prepared):
    answer.time_limit = lambda *arguments: contextlib.nullcontext()
    while True:
        _, descriptors, _, _ = socket.recv_fds(theirs, 16, 1)
        check = answer.CheckProcess(socket.socket(fileno=descriptors[0]), prepared, 1.0, 1.0)
        threading.Thread(target=check.serve, daemon=True).start()

helpers = []

def _fork(self, seed, cpu_s, wall_s):
    if not helpers:
        helpers.append(os.fork())
        if helpers == [0]:
            serve_all(self._prepared)
    _, descriptors, _, _ = socket.recv_fds(self._descriptors, 16, 1)
    socket.send_fds(ours, [b"check"], descriptors)
    os.close(descriptors[0])
    return True

_NotebookProcess._fork = _fork
_NotebookProcess._reap = lambda self: [0, 0.0]
