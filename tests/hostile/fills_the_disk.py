# attack: E-8 Fills the disk, and takes every inode, before the checks and in them.
# verdict: fails countdown (failed or error)
# needs: 1b
# cell: countdown
import os

def fill(folder):
    try:
        for number in range(10_000):
            with open(f"{folder}/large-{number}", "wb") as file:
                file.write(b"x" * (4 << 20))
    except OSError:
        pass

fill(".")
fill("/tmp")

def countdown(n):
    fill(".")
    return -1
