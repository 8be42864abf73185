"""Compiles the check cells of a source notebook into one plain pytest module, a test for each cell.

The module is build output: meant to be read, and run with pytest alone. Setup cells stand at its top, so
that the free names of a check resolve to them first, on the trusted side; what is left is the student's and
is fetched by ``submission.NAME`` each time that it is read.
"""

import builtins
import re
from pathlib import Path

import msgspec

from grader.checks.names import FreeName, as_function, defined_names, free_names
from grader.checks.rewrite import fetch_names, indent
from grader.errors import CheckError
from grader.notebook.cells import CellKind, CheckOptions, Role, Source, SourceCell
from grader.notebook.plain import plain_python

__all__ = ["CompiledChecks", "GivenUse", "compile_checks", "module_name"]

PARAMETER = "submission"
RESERVED = frozenset({PARAMETER, "pytest"})


class GivenUse(msgspec.Struct, frozen=True, kw_only=True):
    """A check reads a name that a given cell defines: it lives on the student's side."""

    check: str
    name: str
    cell: str


class CompiledChecks(msgspec.Struct, frozen=True, kw_only=True):
    """The text of a pytest module, and what its author should know about it."""

    text: str
    given_uses: tuple[GivenUse, ...]


def module_name(assignment: str) -> str:
    """File name of the compiled module."""
    return f"test_{re.sub(r'[^a-z0-9]+', '_', assignment.lower())}.py"


def compile_checks(
    source: Source, *, assignment: str, root: Path, modules: bool = False, practice: bool = False
) -> CompiledChecks:
    """Compile every check cell of *source*.

    Args:
        root: The assignment's folder, which the module names so that pytest alone can find it.
        modules: Python modules come with the notebook: let setup import them from there.
        practice: Take names that nobody defines for the student's: there is no reference to know them by.

    Raises:
        CheckError: A check does not parse, assigns a global, or reads a name that nobody defines.
    """
    setup_names: set[str] = set()
    given_names: dict[str, str] = {}
    solution_names: set[str] = set()
    setup: list[str] = []
    tests: list[str] = []
    uses: list[GivenUse] = []
    for cell in source.cells:
        if cell.kind is not CellKind.CODE:
            continue
        if cell.role is Role.SETUP:
            text = _commented_magics(cell)
            setup_names |= _defined(cell, text)
            setup.append(f"# setup cell {cell.name}\n{text.strip()}\n")
        elif cell.role in (Role.SOLUTION, Role.MANUAL):
            solution_names |= _defined(cell, plain_python(cell.reference))
        elif cell.role is Role.GIVEN:
            given_names |= dict.fromkeys(_defined(cell, plain_python(cell.reference)), cell.name)
        elif cell.role in (Role.CHECK, Role.HIDDEN):
            student = _student_names(cell, setup_names, set(given_names), solution_names, practice=practice)
            tests.append(_test(cell, student))
            uses += [
                GivenUse(check=cell.name, name=name, cell=given_names[name])
                for name in sorted(student & (given_names.keys() - solution_names))
            ]
    header = (
        f'"""Checks of the assignment {assignment}, compiled from {source.path.name}: edits are lost.\n\n'
        f"    pytest {module_name(assignment)} --submission NOTEBOOK\n"
        '"""\n\nimport pytest\n\n'
        f"__assignment__ = {str(root)!r}\n"
    )
    if modules:
        header += (
            "\nimport sys\n\nsys.path.insert(0, __assignment__)  # modules that come with the notebook\n"
        )
    return CompiledChecks(text="\n\n".join([header, *setup, *tests]), given_uses=tuple(uses))


def _test(cell: SourceCell, student: set[str]) -> str:
    reads = free_names(as_function(cell.source, PARAMETER))
    body = indent(fetch_names(cell.source.rstrip("\n") + "\n", reads, student, PARAMETER))
    name = re.sub(r"[^a-z0-9]+", "_", cell.name)
    if not cell.source.strip():
        body = indent("pass\n")
    return f"@pytest.mark.check({_mark(cell)})\ndef test_{name}({PARAMETER}):\n{body}"


def _mark(cell: SourceCell) -> str:
    options = cell.options or CheckOptions(name=cell.name)
    fields: dict[str, object] = {"name": options.name, "points": options.points}
    fields |= {"question": options.question, "hidden": cell.role is Role.HIDDEN}
    fields |= {"timeout": options.timeout, "seed": options.seed, "hint": options.hint, "given": options.given}
    # by identity: 0 points and seed 0 equal False
    said = {key: value for key, value in fields.items() if value is not None and value is not False}
    return ", ".join(f"{key}={value!r}" for key, value in said.items() if value != ())


def _student_names(
    cell: SourceCell,
    setup_names: set[str],
    given_names: set[str],
    solution_names: set[str],
    *,
    practice: bool,
) -> set[str]:
    """Which free names of a check are the student's. Names of setup come first, then builtins."""
    try:
        reads = free_names(as_function(cell.source, PARAMETER))
        _refuse_globals(cell)
    except SyntaxError as error:
        raise CheckError(f"does not parse: {error.msg}", cell=cell.name, line=error.lineno or 1) from None
    student = set()
    for read in reads:
        if read.name in setup_names or read.name in RESERVED:
            continue
        if read.name in solution_names:
            student.add(read.name)
        elif hasattr(builtins, read.name):
            continue
        elif read.name in given_names or practice:
            student.add(read.name)
        else:
            raise _unresolved(cell, read)
    return student


def _unresolved(cell: SourceCell, read: FreeName) -> CheckError:
    return CheckError(
        f"{read.name!r} is defined neither by a setup cell nor by a given or solution cell before this "
        "check: define it in the check, or correct its spelling",
        cell=cell.name,
        line=read.line,
    )


def _refuse_globals(cell: SourceCell) -> None:
    for number, line in enumerate(cell.source.splitlines(), start=1):
        if re.match(r"\s*global\s", line):
            raise CheckError(
                "a check keeps its names to itself: leave 'global' out", cell=cell.name, line=number
            )


def _defined(cell: SourceCell, text: str) -> set[str]:
    try:
        return defined_names(text)
    except SyntaxError as error:
        raise CheckError(f"does not parse: {error.msg}", cell=cell.name, line=error.lineno or 1) from None


def _commented_magics(cell: SourceCell) -> str:
    """A setup cell for the trusted side: plain Python, IPython's line magics left out."""
    lines = cell.reference.splitlines()
    return "\n".join(f"# {line}" if re.match(r"\s*[%!]", line) else line for line in lines) + "\n"
