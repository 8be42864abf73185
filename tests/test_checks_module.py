"""Check cells compiled into a pytest module."""

import ast
from pathlib import Path

import pytest

from grader.checks.module import compile_checks, module_name
from grader.errors import CheckError
from grader.notebook.cells import CellKind, CheckOptions, Role, Source, SourceCell


def cell(role: Role, name: str, source: str) -> SourceCell:
    options = CheckOptions(name=name) if role in (Role.CHECK, Role.HIDDEN) else None
    return SourceCell(
        position=1,
        kind=CellKind.CODE,
        role=role,
        name=name,
        source=source,
        reference=source,
        released=source,
        options=options,
    )


SETUP = cell(Role.SETUP, "setup-1", "%matplotlib inline\nimport numpy as np\nX = np.ones(3)\n")
GIVEN = cell(Role.GIVEN, "given-1", "class ReLU: pass\ndef sum(x): return 0\n")
ANSWER = cell(Role.SOLUTION, "dense", "class Dense: pass\nweights = [1]\ndef max(x): return 0\n")


def compiled(check: str, role: Role = Role.CHECK) -> str:
    source = Source(path=Path("dense.ipynb"), cells=(SETUP, GIVEN, ANSWER, cell(role, "forward", check)))
    return compile_checks(source, assignment="dense", root=Path("/course")).text


def body(check: str) -> str:
    text = compiled(check)
    return text[text.index("def test_forward(submission):\n") :].split("\n", 1)[1]


def test_a_students_name_is_fetched_at_each_read() -> None:
    assert body("a = Dense(weights)\n") == "    a = submission.Dense(submission.weights)\n"


def test_a_setup_name_stays_on_the_trusted_side() -> None:
    assert body("a = np.sum(X)\n") == "    a = np.sum(X)\n"


def test_a_builtin_is_the_trusted_sides_even_where_a_given_cell_defines_it() -> None:
    assert body("a = sum([1])\n") == "    a = sum([1])\n"


def test_a_builtin_that_a_solution_cell_defines_is_the_students() -> None:
    assert body("a = max([1])\n") == "    a = submission.max([1])\n"


def test_a_name_in_an_f_string_is_fetched_too() -> None:
    assert "submission.weights" in body('a = f"{X}: {weights!r:>9} {len(weights)}"\n')
    ast.parse(compiled('a = f"{X}: {weights!r:>9} {len(weights)}"\n'))


def test_comments_and_the_inside_of_long_strings_are_kept_as_they_stand() -> None:
    check = "# why: Dense\ns = '''one\n  two Dense\n'''  # after\nif s:\n    t = 'x'\n"
    assert (
        body(check)
        == "    # why: Dense\n    s = '''one\n  two Dense\n'''  # after\n    if s:\n        t = 'x'\n"
    )


def test_setup_cells_stand_at_the_top_without_their_magics() -> None:
    text = compiled("pass\n")
    assert "# %matplotlib inline\nimport numpy as np\n" in text
    ast.parse(text)


def test_the_module_names_the_assignment_so_that_pytest_alone_can_run_it() -> None:
    assert "__assignment__ = '/course'" in compiled("pass\n")


def test_a_hidden_check_is_marked_as_hidden() -> None:
    assert "@pytest.mark.check(name='forward', points=1.0, hidden=True)" in compiled("pass\n", Role.HIDDEN)


def test_an_unresolved_name_is_an_error_that_names_cell_and_line() -> None:
    with pytest.raises(CheckError, match=r"cell forward, line 2: 'Dens' is defined neither"):
        compiled("a = 1\nb = Dens(3)\n")


def test_a_name_that_only_a_later_cell_defines_is_unresolved() -> None:
    early = Source(path=Path("d.ipynb"), cells=(SETUP, cell(Role.CHECK, "forward", "Dense()\n"), ANSWER))
    with pytest.raises(CheckError, match="before this check"):
        compile_checks(early, assignment="dense", root=Path("/course"))


def test_a_check_that_does_not_parse_is_an_error_that_names_cell_and_line() -> None:
    with pytest.raises(CheckError, match=r"cell forward, line 2: does not parse"):
        compiled("a = 1\nb = = 2\n")


def test_a_check_that_declares_a_global_is_refused() -> None:
    with pytest.raises(CheckError, match="leave 'global' out"):
        compiled("def f():\n    global a\n    a = 1\n")


def test_uses_of_given_names_are_listed() -> None:
    source = Source(
        path=Path("d.ipynb"), cells=(SETUP, GIVEN, ANSWER, cell(Role.CHECK, "forward", "ReLU()\n"))
    )
    (use,) = compile_checks(source, assignment="dense", root=Path("/course")).given_uses
    assert (use.check, use.name, use.cell) == ("forward", "ReLU", "given-1")


def test_the_modules_file_name_is_one_that_python_can_import() -> None:
    assert module_name("week-2 Dense") == "test_week_2_dense.py"
