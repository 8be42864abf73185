# attack: X Leaves threads, timers, exit functions, signal functions and finalisers running.
# verdict: full points
# cell: countdown
import atexit
import os
import signal
import sys
import threading
import weakref

class Spiteful:
    def __del__(self): os._exit(1)

spiteful = Spiteful()
atexit.register(os._exit, 0)
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGPIPE, signal.SIGCHLD, signal.SIGUSR1):
    signal.signal(number, lambda *arguments: None)
weakref.finalize(spiteful, os._exit, 3)
sys.excepthook = sys.unraisablehook = threading.excepthook = lambda *arguments: None

def spin():
    while True:
        sum(range(1000))

for _ in range(2):
    threading.Thread(target=spin, daemon=True).start()

def countdown(n): yield from range(n, 0, -1)
