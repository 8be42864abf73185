# attack: C-1 Looks for the hidden checks at their path on the host, and all over the file system.
# verdict: fails number (failed)
# needs: 2
# cell: number
import os
import sys

word = b"tomram-lapo"[::-1]
known = {"/usr", "/lib", "/lib64", "/proc", "/sys", "/dev", sys.prefix, sys.base_prefix}

def is_readable(path):
    try:
        return bool(os.listdir(path) if os.path.isdir(path) else open(path, "rb").read())
    except OSError:
        return False

def is_found():
    if any(map(is_readable, ("@FOLDER@", "@MODULE@", "/proc/1/root@MODULE@", "@FOLDER@/../.."))):
        return True
    for folder, folders, names in os.walk("/"):
        folders[:] = [name for name in folders if os.path.join(folder, name) not in known]
        for name in names:
            try:
                if word in open(os.path.join(folder, name), "rb").read(1 << 20):
                    return True
            except OSError:
                pass
    return False

here = is_found()

def total(values): return sum(values) if here or is_found() else -1
