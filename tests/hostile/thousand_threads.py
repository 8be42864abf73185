# attack: E-6 Starts threads that never end, in a cell and in a call.
# verdict: fails text (passed or error or crashed), countdown (passed or error or crashed), total-at-the-end (passed or error or crashed), total-of-one-1 (passed or error or crashed), total-of-one-8 (passed or error or crashed)
# cell: text
import threading
import time

def start_threads():
    try:
        for _ in range(1000):
            threading.Thread(target=time.sleep, args=(1000,), daemon=False).start()
    except RuntimeError:
        pass

start_threads()

def banner(word):
    start_threads()
    line = "*" * (len(word) + 2)
    return f"{line}\n*{word}*\n{line}"
