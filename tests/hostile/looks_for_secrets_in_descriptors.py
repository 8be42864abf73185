# attack: B-4, C-14, C-15 Reads arguments, environment and open descriptors for a nonce, a key or a token.
# verdict: fails number (error)
# needs: 2
# says: number-by-hand: found 0
# cell: number
import fcntl
import os
import sys

def total(values):
    found = []
    if "@SECRET@" in repr((sys.argv, sys.orig_argv, dict(os.environ))):
        found.append("environment")
    for descriptor in range(5, 1024):
        try:
            fcntl.fcntl(descriptor, fcntl.F_GETFD)
            state = os.fstat(descriptor)
            if not (state.st_mode & 0o140000) == 0o140000:  # the socket of the check itself
                found.append(f"descriptor {descriptor}")
        except OSError:
            pass
    for path in ("/proc/self/environ", "/proc/1/environ", "/proc/self/cmdline", "/proc/self/maps"):
        try:
            found.append(open(path).read())
        except OSError:
            pass
    raise ValueError(f"found {len(found)}: {found}")
# notebook:
def edit(notebook): pass
