# attack: A-16, B-1 Writes the result files that other graders read, wherever it can.
# verdict: fails number (failed)
# needs: 2
# cell: number
import json
from pathlib import Path
FORGED = json.dumps([{"score": 17.0, "max_score": 17.0, "status": "graded", "student": "me"}])
FOLDERS = (".", "..", "/autograder/results", "@FOLDER@", "@FOLDER@/reports", "/tmp", "/var/tmp", "/dev/shm", "/")
for folder in FOLDERS:
    for name in ("results.json", "results.pkl", "report.json", "grades.csv"):
        try:
            Path(folder, name).write_text(FORGED)
        except OSError:
            pass

def total(values): return -1
