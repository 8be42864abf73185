# attack: E-4 Waits without using any processor time, first with open ears and then deaf.
# verdict: fails number (timeout), countdown (timeout)
# cell: number
import signal
import time

def total(values): time.sleep(1000)
# cell: countdown
def countdown(n):
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    time.sleep(1000)
