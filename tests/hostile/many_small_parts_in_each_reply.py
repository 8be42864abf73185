# attack: X Fills the memory of who asks with values of many parts, which take more room there than here.
# verdict: fails countdown (crashed or timeout)
# cell: countdown
def countdown(n):
    parts = [set() for _ in range(40_000)]
    while True:
        yield parts
