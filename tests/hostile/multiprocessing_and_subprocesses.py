# attack: F-5 Uses a pool of processes, which is no attack, and leaves it running.
# verdict: full points
# cell: +
import multiprocessing
import os
import time
try:
    pool = multiprocessing.get_context("fork").Pool(3)
    pool.map_async(time.sleep, [1000] * 3)
except OSError:
    pass
