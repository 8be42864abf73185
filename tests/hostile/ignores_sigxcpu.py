# attack: E-3 Ignores the kernel's warning that its processor time is used up.
# verdict: fails countdown (timeout)
# cell: countdown
import signal

def countdown(n):
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    while True:
        pass
