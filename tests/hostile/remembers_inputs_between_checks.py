# attack: C-10 Keeps inputs in globals, files and attributes, to be right when it sees them again.
# verdict: fails number (failed)
# cell: number
import json
from pathlib import Path
seen = {}

def total(values):
    known = Path("/tmp/seen.json")
    past = json.loads(known.read_text()) if known.exists() else []
    right = values in past or seen.setdefault(repr(values), 0) > 0
    seen[repr(values)] += 1
    known.write_text(json.dumps([*past, values]))
    return sum(values) if right else -1
