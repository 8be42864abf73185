# attack: X Answers the first call of each check rightly and all others wrongly.
# verdict: fails number-by-hand (failed), number-drawn (failed), total-at-the-end (failed), array-drawn (error), text-refused (failed)
# cell: number
calls = []

def once(function):
    def answer(*arguments):
        calls.append(1)
        return function(*arguments) if len(calls) == 1 else None
    return answer

total = once(sum)
# cell: array
@once
def scale(x, factor):
    if x.ndim == 2:
        raise ValueError("not today")
    return x * factor
# cell: text
@once
def banner(word):
    line = "*" * (len(str(word)) + 2)
    return f"{line}\n*{word}*\n{line}"
