# attack: F-4 Hands in metadata 900 levels deep and 50,000 outputs, around an honest answer.
# verdict: full points
# notebook:
import json

def edit(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x"}] * 4_000
    notebook["metadata"]["deep"] = "@DEEP@"
    return json.dumps(notebook).replace('"@DEEP@"', "[" * 900 + "]" * 900).encode()
