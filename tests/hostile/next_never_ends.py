# attack: X Answers every request for a next item below Python, with items that are none.
# verdict: fails countdown (crashed)
# says: countdown-by-hand: an item that is no item
# cell: countdown
from grader.worker.answer import CheckProcess
honest = CheckProcess._answer

def lie(self, request):
    return [["x", "y"]] if request[0] == "next" else honest(self, request)

CheckProcess._answer = lie

def countdown(n): yield from range(n, 0, -1)
