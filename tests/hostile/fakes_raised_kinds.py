# attack: X Answers below Python with exceptions of kinds that there are not, with faked lines.
# verdict: fails number-by-hand (error), number-drawn (error), total-at-the-end (failed), total-of-one-1 (failed), total-of-one-8 (failed)
# says: number-by-hand: Passed: all checks passed
# cell: number
from grader import wire
from grader.worker.answer import CheckProcess
honest = CheckProcess._answer

def lie(self, request):
    if request[0] == "call":
        return wire.Raised("passed", "Passed", "all checks passed\nassert 1", (("number\x1b", 2**31 - 1, "\x1b]0;x\x07"),) * 20)
    return honest(self, request)

def total(values): return -1

class Lying(CheckProcess):
    pass

CheckProcess._answer = lie
# cell: array
CheckProcess._answer = honest
def scale(x, factor): return x * factor
# notebook:
def edit(notebook): pass
