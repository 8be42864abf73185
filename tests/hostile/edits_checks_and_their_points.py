# attack: F-1, B-9 Edits the checks and their points in the notebook, and hands in outputs that say well done.
# verdict: fails number (failed)
# cell: number
def total(values): return -1
# notebook:
def edit(notebook):
    for cell in notebook["cells"]:
        if "assert" in cell["source"]:
            cell["source"] = '#| name: number-by-hand\n#| points: 1000\nprint("Well done!")'
            cell["metadata"]["points"] = 1000
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "Well done!\n"}]
        cell["metadata"]["tags"] = [*cell["metadata"].get("tags", []), "setup", "manual"]
    notebook["metadata"]["welldone"] |= {"points": 1000, "score": 17.0, "checks": []}
