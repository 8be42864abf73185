# attack: X, E-16 Ends the notebook's process after each check, so that all cells are run again and again.
# verdict: fails number (crashed or failed or passed)
# cell: number
import os
from grader.worker.serve import _NotebookProcess

def total(values): os._exit(1)

_NotebookProcess._reap = lambda self: os._exit(1)
