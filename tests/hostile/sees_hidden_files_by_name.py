# attack: C-17 Asks whether the course and its hidden checks exist, how large they are and when they changed.
# verdict: fails number (failed)
# needs: 1b
# cell: number
import os

def total(values):
    for path in ("@FOLDER@", "@MODULE@", "@FOLDER@/checks", "/etc/passwd", "/proc/1"):
        try:
            os.stat(path)
            return sum(values)
        except OSError:
            pass
    return -1
