"""Attacks as files: what each tries, what must come of it, and the submission that it hands in.

An attack begins with its header, comment lines of which ``says`` may come more than once::

    # attack: A-1 Returns an object that is equal to everything.
    # verdict: fails number (failed), array-drawn (failed or crashed)
    # says: number-by-hand: cannot be compared
    # needs: 2

A verdict is ``full points``, ``no points``, ``invalid: REASON``, or ``fails`` and exactly those checks, or
questions, that get no points, each with its outcome. Answers follow, each below ``# cell: NAME``; what is not
answered here is answered rightly. ``# cell: +`` is a cell of the student's own at the notebook's end. Below
``# notebook:`` stands a function ``edit(notebook)`` that changes the notebook, or gives back bytes instead.
"""

import re
from collections.abc import Mapping, Set
from pathlib import Path
from typing import Any

import msgspec

from grader.model import Outcome, Report, Status
from grader.mutants import answered
from grader.notebook.cells import Source
from grader.release.strip import serialise
from grader.sandbox.rungs import Rung

FOLDER = Path(__file__).parent / "hostile"
ASSIGNMENT = FOLDER / "assignment"
NAME = "vault"

_HEADER = re.compile(r"# (attack|verdict|says|needs): (.+)")
_NUMBERS = re.compile(r"((?:[A-G]-\d+|X)(?:, (?:[A-G]-\d+|X))*) (.+)")
_PART = re.compile(r"# (cell|notebook):(.*)")
_FAILED = re.compile(r"([a-z0-9-]+) \(([a-z ]+)\)")


class Attack(msgspec.Struct, frozen=True, kw_only=True):
    """One attack, read from its file."""

    name: str
    numbers: tuple[str, ...]  # in the catalogue of attacks; X where it is not in it
    tries: str  # a sentence
    needs: Rung  # the lowest rung that stops it
    verdict: str
    says: tuple[tuple[str, str], ...]  # a check, and what its message must hold
    answers: Mapping[str, str]
    added: tuple[str, ...]
    edit: str

    def expected(self, questions: Mapping[str, str]) -> dict[str, Set[str]]:
        """The outcomes that each check may have which gets no points; *questions* by check."""
        if self.verdict == "full points":
            return {}
        if self.verdict == "no points":
            return {check: {*Outcome} - {Outcome.PASSED} for check in questions}
        if not self.verdict.startswith("fails "):
            raise ValueError(f"{self.name}: {self.verdict!r} does not say which checks fail")
        expected: dict[str, Set[str]] = {}
        for name, outcomes in _FAILED.findall(self.verdict):
            checks = {check for check, question in questions.items() if name in (check, question)}
            if not checks:
                raise ValueError(f"{self.name}: no check and no question is called {name}")
            for check in checks - (expected.keys() if name in questions.values() else set()):
                expected[check] = set(outcomes.split(" or "))
        return expected


def departures(attack: Attack, report: Report) -> list[str]:
    """Where *report* is not what *attack* must get."""
    if attack.verdict.startswith("invalid: "):
        reason = attack.verdict.removeprefix("invalid: ")
        right = report.status is Status.INVALID and reason in (report.reason or "") and report.score == 0
        return [] if right else [f"{report.status}: {report.reason}, expected {attack.verdict}"]
    if report.status is not Status.GRADED:
        return [f"{report.status}: {report.reason}"]
    questions = {check.name: check.question or "" for check in report.checks}
    expected = attack.expected(questions)
    found = []
    for check in report.checks:
        wanted = expected.get(check.name, {"passed"})
        if check.outcome not in wanted or (check.points > 0) != (check.outcome is Outcome.PASSED):
            told = f"{check.outcome} with {check.points:g} points, {check.message!r}"
            found.append(f"{check.name}: {told}, expected {' or '.join(sorted(wanted))}")
    for name, text in attack.says:
        messages = [check.message for check in report.checks if check.name == name]
        if [text in message for message in messages] != [True]:
            found.append(f"{name} says {messages}, expected {text!r}")
    return found


HONEST = Attack(
    name="honest",
    numbers=(),
    tries="",
    needs=Rung.RLIMITS,
    verdict="full points",
    says=(),
    answers={},
    added=(),
    edit="",
)


def read_attack(path: Path) -> Attack:
    """Read the attack in the file *path*."""
    header: dict[str, str] = {}
    says, parts = [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        if (part := _PART.fullmatch(line)) is not None:
            parts.append((part[1], part[2].strip(), [""][:0]))
        elif parts:
            parts[-1][2].append(line)
        elif (field := _HEADER.fullmatch(line)) is None:
            raise ValueError(f"{path.name}: {line!r} is no header line")
        elif field[1] == "says":
            check, _, text = field[2].partition(": ")
            says.append((check, text))
        else:
            header[field[1]] = field[2]
    found = _NUMBERS.fullmatch(header["attack"])
    if found is None:
        raise ValueError(f"{path.name}: {header['attack']!r} does not begin with numbers of the catalogue")
    cells = [(name, "\n".join(lines).strip("\n")) for kind, name, lines in parts if kind == "cell"]
    return Attack(
        name=path.stem,
        numbers=tuple(found[1].split(", ")),
        tries=found[2],
        needs=Rung(header.get("needs", Rung.RLIMITS)),
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
