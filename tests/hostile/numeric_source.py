# attack: F-4 Hands in cells whose text is no text.
# verdict: invalid: cell 1
# notebook:
def edit(notebook):
    notebook["cells"][0]["source"] = 17
