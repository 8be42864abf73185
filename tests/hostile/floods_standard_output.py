# attack: E-9 Writes 200 MiB to standard output, through Python and below it.
# verdict: full points
# cell: text
import os
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

def flood():
    for descriptor in (1, 2):
        try:
            for _ in range(200):
                os.write(descriptor, b"\x1b[2J" * (1 << 18))
        except OSError:
            pass
    for _ in range(2_000):
        print("x" * 1_000)

flood()

def banner(word):
    flood()
    line = "*" * (len(word) + 2)
    return f"{line}\n*{word}*\n{line}"
