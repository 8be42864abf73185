"""Makes the submissions of a class: right ones, mistaken ones, broken ones, and one that cheats."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from grader.course import Assignment
from grader.mutants import Mutant, answered, read_mutant
from grader.notebook.cells import Role, Source
from grader.release.strip import serialise, student_version

__all__ = ["make_class"]

MISTAKEN = ("bo", "carla", "dmitri", "emeka")
NEVER_ENDS = "\n\nwhile True:  # waits for a loss of zero\n    pass\n"
ENDS_PROCESS = "import os\n\nos._exit(0)  # 'all tests passed'\n"
ALWAYS_EQUAL = '''class Anything:
    """Claims to be whatever it is compared with."""

    shape = (2, 4)
    dtype = "float64"

    def __eq__(self, other):
        return True

    def __array__(self, *_):
        raise SystemExit

    __ne__ = __lt__ = __gt__ = __le__ = __ge__ = __eq__


class Dense:
    def __init__(self, *_, **__):
        self.weights = self.biases = self.learning_rate = Anything()

    def forward(self, input):
        return Anything()

    def backward(self, input, grad_output):
        return Anything()
'''


def make_class(assignment: Assignment, source: Source, folder: Path) -> list[str]:
    """Write the submissions into *folder*, one file for each student, and return their names."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    first, *_, last = [cell.name for cell in source.cells if cell.role is Role.SOLUTION]
    reference = {cell.name: cell.reference for cell in source.cells if cell.role is Role.SOLUTION}

    def with_answers(**answers: str) -> bytes:
        return serialise(answered(source, assignment=assignment.name, answers=answers))

    def write(student: str, content: bytes) -> None:
        (folder / f"{student}.ipynb").write_bytes(content)

    write("ada", with_answers())
    for student, mutant in zip(MISTAKEN, _chosen(assignment), strict=False):
        write(student, serialise(answered(source, assignment=assignment.name, answers=mutant.cells)))
    write("fatima", serialise(student_version(source, assignment=assignment.name)))
    write("gustav", _edited(with_answers(), lambda cells: [c for c in cells if _name(c) != first]))
    write(
        "hye-jin", serialise(answered(source, assignment=assignment.name, answers={last: NEVER_ENDS.strip()}))
    )
    write("ines", serialise(answered(source, assignment=assignment.name, answers={last: ENDS_PROCESS})))
    write("jonas", serialise(answered(source, assignment=assignment.name, answers={first: ALWAYS_EQUAL})))
    broken = reference[first].replace("def forward(", "def forward (((", 1)
    write("kofi", serialise(answered(source, assignment=assignment.name, answers={first: broken})))
    write("lena", b"%PDF-1.7 this is a picture of my notebook")
    return sorted(path.stem for path in folder.iterdir())


def _chosen(assignment: Assignment) -> list[Mutant]:
    """Mutants spread over the assignment's list, so that different checks fail."""
    files = assignment.mutant_files
    step = max(1, len(files) // len(MISTAKEN))
    return [read_mutant(path) for path in files[::step]]


def _name(cell: dict[str, Any]) -> str:
    return str(cell["metadata"].get("name", ""))


def _edited(content: bytes, edit: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> bytes:
    import json

    notebook = json.loads(content)
    return serialise({**notebook, "cells": edit(notebook["cells"])})
