# attack: X Sends references with enormous, negative and repeated numbers, and hostile names.
# verdict: fails counter (failed or crashed or error), countdown (failed or crashed or error)
# cell: counter
from grader import wire
from grader.worker.answer import CheckProcess
honest = CheckProcess._answer

def lie(self, request):
    if request[0] in ("get", "iterate"):
        return [wire.Ref(2**63 - 1, "\x1b[2Jint")]
    if request[0] == "call":
        return [wire.Ref(2**63 - 1, "int"), ] * 1
    return honest(self, request)

CheckProcess._answer = lie
# cell: stats
CheckProcess._answer = honest
def stats(values): return {"smallest": min(values), "largest": max(values), "sorted": sorted(values)}
# cell: countdown
def countdown(n): yield from range(n, 0, -1)
CheckProcess._answer = lie
# cell: +
CheckProcess._answer = honest
