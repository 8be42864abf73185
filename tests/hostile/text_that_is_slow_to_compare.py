# attack: E-15 Returns text that takes for ever to be compared line by line.
# verdict: fails text (failed or timeout)
# cell: text
import random

def banner(word):
    draw = random.Random(7)
    lines = ["".join(draw.choice("*a") for _ in range(150)) for _ in range(6_000)]
    return "\n".join(lines)
