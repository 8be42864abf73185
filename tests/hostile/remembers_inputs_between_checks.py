# attack: C-10 Keeps inputs in globals, files and attributes, to be right when it sees them again.
# verdict: fails number (failed)
# needs: 2
# cell: number
import json
from pathlib import Path
seen = {}

def total(values):
    past = []
    for known in map(Path, ("/tmp/seen.json", "../seen.json", "seen.json")):
        try:
            past += json.loads(known.read_text()) if known.exists() else []
            known.write_text(json.dumps([*past, values]))
        except OSError:
            pass
    right = values in past or seen.setdefault(repr(values), 0) > 0
    seen[repr(values)] += 1
    return sum(values) if right else -1
