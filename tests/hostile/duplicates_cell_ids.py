# attack: F-2 Copies an answer's cell, with its name and id, behind and before the wrong one.
# verdict: full points
# notebook:
def edit(notebook):
    cells = notebook["cells"]
    (place,) = [n for n, cell in enumerate(cells) if cell["metadata"].get("name") == "number"]
    wrong = {**cells[place], "source": "def total(values): return 1"}
    cells.insert(place, wrong)
    cells.insert(0, {**wrong, "metadata": {"name": "array"}, "id": cells[-1].get("id", "x")})
