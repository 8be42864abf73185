"""(to be replaced)"""
from pathlib import Path
import msgspec
class SubmissionPath(msgspec.Struct, frozen=True, kw_only=True):
    path: Path
    given: str
    student: str | None
    output_name: str
    refused: str | None = None
    note: str | None = None
def collect(paths, *, assignment):
    out=[]
    for p in paths:
        fs=[p] if p.is_file() else sorted(p.glob("*.ipynb"))
        out+= [SubmissionPath(path=f,given=str(f),student=f.stem,output_name=f.stem) for f in fs]
    return out
