# attack: F-4 Hands in a cell of a type that there is not, with an escape sequence in it.
# verdict: invalid: has the type
# notebook:
def edit(notebook):
    notebook["cells"][1]["cell_type"] = "\x1b[2Jcheck"
