# attack: X Answers with values that are no answers: nothing, two, text, a mapping, an array.
# verdict: fails number (crashed), array (crashed), counter (crashed), stats (crashed), text (crashed), countdown (crashed)
# says: number-by-hand: no answer
# cell: countdown
import itertools
from grader.worker.answer import CheckProcess
odd = itertools.cycle([[], [1, 2], None, {"a": 1}, np.ones(1), "answer", (1,), True])
count = 0

def lie(self, request):
    for _ in range(sum(map(ord, str(request[1:]))) % 8):
        next(odd)
    return next(odd)

CheckProcess._answer = lie
# notebook:
def edit(notebook):
    cells = notebook["cells"]
    (last,) = [cell for cell in cells if cell["metadata"].get("name") == "countdown"]
    cells.insert(1, {**last, "metadata": {}, "id": "first"})
    last["source"] = "def countdown(n): yield from range(n, 0, -1)"
