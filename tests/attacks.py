"""Attacks as files: what each tries, what must come of it, and the submission that it hands in.

An attack begins with its header, comment lines of which ``says`` may come more than once::

    # attack: A-1 Returns an object that is equal to everything.
    # verdict: fails number (failed), array-drawn (failed or crashed)
    # says: number-by-hand: cannot be compared

A verdict is ``full points``, ``no points``, ``invalid: REASON``, or ``fails`` and exactly those checks, or
questions, that get no points, each with its outcome. Answers follow, each below ``# cell: NAME``; what is not
answered here is answered rightly. ``# cell: +`` is a cell of the student's own at the notebook's end. Below
``# notebook:`` stands a function ``edit(notebook)`` that changes the notebook, or gives back bytes instead.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.mutants import answered
from grader.notebook.cells import Source
from grader.release.strip import serialise

FOLDER = Path(__file__).parent / "hostile"
ASSIGNMENT = FOLDER / "assignment"
NAME = "vault"

_HEADER = re.compile(r"# (attack|verdict|says): (.+)")
_PART = re.compile(r"# (cell|notebook):(.*)")
_FAILED = re.compile(r"([a-z0-9-]+) \(([a-z ]+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One attack, read from its file."""

    name: str
    number: str  # in the catalogue of attacks; X where it is not in it
    verdict: str
    says: tuple[tuple[str, str], ...]  # a check, and what its message must hold
    answers: Mapping[str, str]
    added: tuple[str, ...]
    edit: str

    def expected(self, questions: Mapping[str, str]) -> dict[str, set[str]]:
        """The outcomes that each check may have which gets no points; *questions* by check."""
        if not self.verdict.startswith("fails "):
            raise ValueError(f"{self.name}: {self.verdict!r} does not say which checks fail")
        expected: dict[str, set[str]] = {}
        for name, outcomes in _FAILED.findall(self.verdict):
            checks = {check for check, question in questions.items() if name in (check, question)}
            if not checks:
                raise ValueError(f"{self.name}: no check and no question is called {name}")
            for check in checks - (expected.keys() if name in questions.values() else set()):
                expected[check] = set(outcomes.split(" or "))
        return expected


def read_attack(path: Path) -> Attack:
    """Read the attack in the file *path*."""
    header: dict[str, str] = {}
    says, parts = [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        if (part := _PART.fullmatch(line)) is not None:
            parts.append((part[1], part[2].strip(), [""][:0]))
        elif parts:
            parts[-1][2].append(line)
        elif (found := _HEADER.fullmatch(line)) is None:
            raise ValueError(f"{path.name}: {line!r} is no header line")
        elif found[1] == "says":
            check, _, text = found[2].partition(": ")
            says.append((check, text))
        else:
            header[found[1]] = found[2]
    cells = [(name, "\n".join(lines).strip("\n")) for kind, name, lines in parts if kind == "cell"]
    return Attack(
        name=path.stem,
        number=header["attack"].split()[0],
        verdict=header["verdict"],
        says=tuple(says),
        answers={name: text for name, text in cells if name != "+"},
        added=tuple(text for name, text in cells if name == "+"),
        edit="\n".join(line for kind, _, lines in parts if kind == "notebook" for line in lines),
    )


def submission_of(attack: Attack, source: Source, known: Mapping[str, object]) -> bytes:
    """The file that is handed in; ``@NAME@`` in it stands for one of *known*."""
    notebook: dict[str, Any] = answered(source, assignment=NAME, answers=attack.answers)
    for number, text in enumerate(attack.added):
        cell = {"cell_type": "code", "id": f"own-{number}", "metadata": {}, "source": text}
        notebook["cells"].append(cell | {"outputs": [], "execution_count": None})
    edited: object = notebook
    if attack.edit:
        names: dict[str, Any] = {}
        exec(compile(attack.edit, attack.name, "exec"), names)
        edited = names["edit"](notebook)
    content = edited if isinstance(edited, bytes) else serialise(notebook)
    for name, value in known.items():
        content = content.replace(f"@{name}@".encode(), str(value).encode())
    return content
