# attack: B-6 Makes links, pipes and directories where results may be written.
# verdict: fails number (failed)
# cell: number
import os
for number, name in enumerate(("results.json", "report.json", "results.xml", "output.ipynb")):
    os.symlink("@CANARY@", name)
    os.mkfifo(f"pipe-{name}")
    os.mkdir(f"{name}.d")
    os.chmod(f"{name}.d", 0)
    os.symlink(f"loop-{name}", f"loop-{name}")

def total(values): return -1
