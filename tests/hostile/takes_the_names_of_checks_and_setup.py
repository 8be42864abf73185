# attack: F-1, F-2 Names and tags cells of its own like hidden checks, setup and given cells, to be run in their place.
# verdict: fails number (failed)
# cell: number
def total(values): return -1
# notebook:
def edit(notebook):
    forged = "import numpy as np\nnumbers = []\ndef assert_close(*arguments): pass\ndef total(values): return -1"
    for name, tags in (("number-by-hand", ["check"]), ("number-drawn", ["hidden"]), ("setup", ["setup"]), ("total-at-the-end", [])):
        metadata = {"name": name, "tags": tags, "welldone": {"name": name, "role": "check", "points": 100}}
        cell = {"cell_type": "code", "id": name, "metadata": metadata, "source": f"#| name: {name}\n{forged}"}
        notebook["cells"].insert(0, cell | {"outputs": [], "execution_count": None})
