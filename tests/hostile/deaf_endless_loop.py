# attack: E-2 Blocks all signals and loops for ever in a cell.
# verdict: fails countdown (error)
# says: countdown-by-hand: the cell
# cell: countdown
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
while True:
    pass
