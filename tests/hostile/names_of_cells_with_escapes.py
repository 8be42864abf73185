# attack: F-3 Gives cells names, ids and tags with markup, paths, escapes and 200 kB.
# verdict: fails number (not answered or error)
# notebook:
def edit(notebook):
    evil = ("<script>alert(1)</script>", "../../../etc/passwd", "\x1b[2J\u202e", "a" * 200_000, "=1+1", "")
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            bad = evil[number % len(evil)]
            cell["id"] = bad
            cell["metadata"] = {"name": bad, "tags": [bad, "solution", "hidden"], bad[:50]: bad[:50]}
        if "def total" in cell["source"]:
            cell["source"] = "raise ValueError('no answer')"
