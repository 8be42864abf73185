# attack: X Removes its working directory, changes it, and links it in a circle.
# verdict: full points
# cell: countdown
import os
os.makedirs("a/b/c")
os.symlink("..", "a/b/c/up")
os.chdir("a/b/c")
os.chmod("../..", 0)

def countdown(n): yield from range(n, 0, -1)
