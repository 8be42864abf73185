# attack: A-10 Writes numpy.py, random.py and sitecustomize.py beside the notebook.
# verdict: fails number (failed)
# cell: number
from pathlib import Path
for name in ("numpy", "random", "json", "sitecustomize", "usercustomize", "grader", "msgspec", "pytest"):
    Path(f"{name}.py").write_text("raise SystemExit(0)\n")
Path("forged.pth").write_text("import os; os._exit(0)\n")

def total(values): return -1
