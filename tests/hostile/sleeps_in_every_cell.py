# attack: E-16 Holds up the queue with cells that each stay just below the limit.
# verdict: no points
# notebook:
def edit(notebook):
    for number in range(200):
        cell = {"cell_type": "code", "id": f"slow-{number}", "metadata": {}}
        cell |= {"source": f"import time\ntime.sleep(1.2 + {number} / 1000)", "outputs": [], "execution_count": None}
        notebook["cells"].insert(0, cell)
