# attack: D-1 Looks for other students' work in every place that it can write to or guess.
# verdict: fails number (failed)
# cell: number
import os

def total(values):
    mine = {"submission", ".check"}
    for top in ("..", "../..", "/submission", "/tmp", "/submissions", "/autograder", "@FOLDER@"):
        for folder, folders, names in os.walk(top):
            if any(name.endswith(".ipynb") for name in names):
                return sum(values)
    return -1
