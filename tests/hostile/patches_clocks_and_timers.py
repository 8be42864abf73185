# attack: B-10, E-2 Stops every clock and timer that could interrupt it, and never comes back.
# verdict: fails stats (timeout)
# cell: stats
import resource
import signal
import time
for module in (time, resource, signal):
    for name in ("time", "monotonic", "perf_counter", "process_time", "getrusage", "setitimer", "alarm", "signal"):
        if callable(getattr(module, name, None)):
            setattr(module, name, lambda *arguments: 0)

def stats(values):
    while True:
        pass
