# attack: X, C-10 Steals the reference that one check defines for it, and answers the next checks with it.
# verdict: fails number (failed)
# needs: 2
# cell: number
import gc
import linecache
import os

def total(values): return -1

PLACES = ("/tmp/reference.py", "../reference.py", "reference.py")

def stolen():
    for place in PLACES:
        try:
            return open(place).read()
        except OSError:
            pass

from grader.worker.shell import NotebookShell
honest = NotebookShell.define

def define(self, source, label, names):
    for place in PLACES:
        try:
            open(place, "w").write(source)
        except OSError:
            pass
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
