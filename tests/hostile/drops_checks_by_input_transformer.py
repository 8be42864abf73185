# attack: A-6 Registers an input transformer that turns checks into nothing.
# verdict: fails number (failed)
# cell: number
def skip(lines):
    return ["print('Well done!')\n"] if any("assert" in line for line in lines) else lines

get_ipython().input_transformers_cleanup.append(skip)
get_ipython().input_transformers_post.append(skip)

def total(values): return -1
