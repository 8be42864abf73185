# attack: B-10, E-2 Stops every clock and timer that could interrupt it, and never comes back.
# verdict: fails stats (timeout or crashed)
# cell: stats
import resource
import signal
import time
import types
for module in (time, signal):
    for name in ("time", "monotonic", "perf_counter", "process_time", "setitimer", "alarm", "signal"):
        if callable(getattr(module, name, None)):
            setattr(module, name, lambda *arguments: 0)
resource.getrusage = lambda who: types.SimpleNamespace(ru_utime=0.0, ru_stime=0.0, ru_maxrss=0)

def stats(values):
    while True:
        pass
