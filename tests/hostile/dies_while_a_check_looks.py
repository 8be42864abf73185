# attack: X, B-8 Lets the notebook's process die between the cells and the checks, each time that it is started.
# verdict: no points
# cell: number
import os
from grader.worker.serve import _NotebookProcess

_NotebookProcess._fork = lambda self, *arguments: os._exit(0)
