# attack: X, C-10 Steals the reference that one check defines for it, and answers the next checks with it.
# verdict: fails number (failed)
# cell: number
import gc
import linecache
import os

def total(values): return -1

def stolen():
    try:
        return open("/tmp/reference.py").read()
    except OSError:
        return None

from grader.worker.shell import NotebookShell
honest = NotebookShell.define

def define(self, source, label, names):
    with open("/tmp/reference.py", "w") as file:
        file.write(source)
    honest(self, source, label, names)

NotebookShell.define = define

def _total(values):
    text = stolen()
    if text is None:
        return -1
    names = {}
    exec(text, names)
    return names["total"](values)

total = _total
