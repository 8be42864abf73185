# attack: D-1 Looks for other students' work in every place that it can write to or guess.
# verdict: fails number (failed)
# needs: 2
# cell: number
import os
import sys

known = {"/usr", "/lib", "/lib64", "/proc", "/sys", "/dev", sys.prefix, sys.base_prefix}

def total(values):
    for top in ("/", "@FOLDER@/../../.."):
        for folder, folders, names in os.walk(top):
            folders[:] = [name for name in folders if os.path.join(folder, name) not in known]
            if any(name.endswith(".ipynb") for name in names):
                return sum(values)
    return -1
