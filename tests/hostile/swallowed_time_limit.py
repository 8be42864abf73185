# attack: X Loops for ever where a check expects some exception or other: the time limit is one, but not its own.
# verdict: fails text-refused (timeout)
# cell: text
def banner(word):
    while word == 5:
        pass
    line = "*" * (len(word) + 2)
    return f"{line}\n*{word}*\n{line}"
