# attack: X Puts records that stand for exceptions and unknown objects inside lists and dicts.
# verdict: fails stats (failed), countdown (failed)
# cell: stats
from grader import wire
from grader.worker.answer import CheckProcess
honest = CheckProcess._answer

def lie(self, request):
    answer = honest(self, request)
    if answer == [17]:
        return [{"smallest": wire.Raised("error", "E", "", ()), "largest": wire.Opaque("int"), "sorted": [wire.Opaque("x")] * 6}]
    if answer == [[18]]:
        return [[wire.Opaque("int")]]
    return answer

CheckProcess._answer = lie

def stats(values): return 17
# cell: countdown
def countdown(n): yield 18
