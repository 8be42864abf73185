# attack: F-4 Hands in JSON that is nested a million levels deep.
# verdict: invalid: nested too deeply
# notebook:
import json

def edit(notebook):
    notebook["metadata"]["deep"] = "@DEEP@"
    return json.dumps(notebook).replace('"@DEEP@"', "[" * 1_000_000 + "]" * 1_000_000).encode()
