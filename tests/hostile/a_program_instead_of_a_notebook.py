# attack: F-4 Hands in a program with a notebook's name.
# verdict: invalid: no notebook
# notebook:
def edit(notebook): return b"\x7fELF" + b"\0" * 4096
