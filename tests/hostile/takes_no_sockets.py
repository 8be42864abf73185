# attack: X Never takes the sockets of its checks, so that they pile up.
# verdict: no points
# cell: number
from grader.worker.serve import _NotebookProcess

_NotebookProcess._fork = lambda self, *arguments: True

def total(values): return sum(values)
