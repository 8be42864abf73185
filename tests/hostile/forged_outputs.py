# attack: F-6 Leaves the stub and hands in outputs that were never computed.
# verdict: fails number (not answered)
# cell: number
def total(values):
    raise NotImplementedError
# notebook:
def edit(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            data = {"text/html": "<script>alert(1)</script>", "text/plain": "6", "image/png": "AAAA"}
            cell["outputs"] = [
                {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1},
                {"output_type": "stream", "name": "stdout", "text": ["Well done!\n"]},
            ]
