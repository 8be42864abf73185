# attack: X Takes memory until there is none where a check expects some exception or other.
# verdict: fails text-refused (memory)
# cell: text
def banner(word):
    if word == 5:
        return bytearray(1 << 40)
    line = "*" * (len(word) + 2)
    return f"{line}\n*{word}*\n{line}"
