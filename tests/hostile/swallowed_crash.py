# attack: X Ends the process where a check expects some exception or other.
# verdict: fails text-refused (crashed)
# cell: text
import os

def banner(word):
    if word == 5:
        os._exit(0)
    line = "*" * (len(word) + 2)
    return f"{line}\n*{word}*\n{line}"
