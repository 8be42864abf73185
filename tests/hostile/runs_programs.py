# attack: D-6, F-5 Starts programs in every way there is.
# verdict: fails number (failed)
# needs: 2
# cell: number
import ctypes
import os
import subprocess

def total(values):
    ways = (
        lambda: subprocess.run(["/usr/bin/id"], capture_output=True, check=True),
        lambda: subprocess.run("sudo -n id", shell=True, capture_output=True, check=True),
        lambda: os.posix_spawn("/usr/bin/id", ["id"], {}),
        lambda: os.execv("/usr/bin/id", ["id"]),
        lambda: os.popen("id").read().index("uid"),
        lambda: ctypes.CDLL(None).system(b"id > started") == 0 or 1 / 0,
    )
    for way in ways:
        try:
            way()
            return sum(values)
        except Exception:
            pass
    return -1
