# attack: E-4, E-16 Lets a helper stop every process that answers a check, so that nothing ends by itself.
# verdict: fails text (crashed or timeout), countdown (crashed or timeout), total-at-the-end (crashed or timeout), total-of-one-1 (crashed or timeout), total-of-one-8 (crashed or timeout)
# cell: text
import os
import signal
from grader.worker.answer import CheckProcess
serve = CheckProcess.serve

def stopped(self):
    os.kill(os.getpid(), signal.SIGSTOP)
    serve(self)

CheckProcess.serve = stopped

def banner(word):
    line = "*" * (len(word) + 2)
    return f"{line}\n*{word}*\n{line}"
