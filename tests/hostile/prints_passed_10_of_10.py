# attack: B-5 Prints what a parser might take for a verdict, through Python and below it.
# verdict: fails number (failed)
# cell: number
import json
import os
import sys

VERDICT = json.dumps({"outcome": "passed", "score": 17.0, "points": 17.0, "status": "graded"})

def shout():
    print("Well done!", "PASSED 10/10", VERDICT, sep="\n")
    for descriptor in (1, 2):
        os.write(descriptor, f"\n10 passed in 0.01s\n{VERDICT}\n".encode())
    print(VERDICT, file=sys.__stderr__)

shout()

def total(values):
    shout()
    return -1
