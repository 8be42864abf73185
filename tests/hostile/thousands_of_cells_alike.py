# attack: F-4, E-15 Hands in 1,900 cells of answers that are nearly alike and nearly parse.
# verdict: no points
# notebook:
def edit(notebook):
    cells = notebook["cells"]
    deep = "def total(values):\n" + "\n".join("    " * 1 + "(" * 80 + "values" + ")" * 80 for _ in range(40))
    for cell in cells:
        if cell["metadata"].get("name") in ("number", "array"):
            cell["metadata"], cell["source"] = {}, deep + "\n((("
    for number in range(1_850):
        cell = {"cell_type": "code", "id": f"alike-{number}", "metadata": {}, "outputs": [], "execution_count": None}
        cells.append(cell | {"source": f"{deep[:3_000]}\n# {number}\nscale = ((("})
