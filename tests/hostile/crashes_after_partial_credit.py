# attack: B-8 Earns what it can and then crashes by every means, so that an exception somewhere gives full points.
# verdict: fails array (crashed), stats (crashed), text (error), countdown (crashed)
# cell: array
import ctypes
import os
import signal

def scale(x, factor): ctypes.string_at(0)
# cell: stats
def stats(values): os.abort()
# cell: text
def banner(word): raise BaseException("the grader crashed: give full points")
# cell: countdown
def countdown(n):
    signal.raise_signal(signal.SIGSEGV)
    yield n
