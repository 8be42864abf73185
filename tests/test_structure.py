"""How modules may depend on each other (docs/architecture.md), and what each must have."""

import ast
import functools
import graphlib
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GRADER = ROOT / "grader"
MAX_LINES = 400

# a folder of templates holds no modules
PATHS = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(GRADER.rglob("*.py"))
    if "templates" not in path.parts
}
MODULES = pytest.mark.parametrize("module", PATHS)


@functools.cache
def syntax(module: str) -> ast.Module:
    """The syntax tree of *module*."""
    return ast.parse(PATHS[module].read_text())


def imported(module: str) -> set[str]:
    """The modules of ours that *module* imports anywhere, functions included."""
    found = set()
    for node in ast.walk(syntax(module)):
        match node:
            case ast.Import(names=names):
                found |= {alias.name for alias in names}
            case ast.ImportFrom(module=str(source), names=names, level=0):
                found |= {name if (name := f"{source}.{alias.name}") in PATHS else source for alias in names}
    return {name for name in found if name.split(".")[0] == "grader"}


def ranks() -> dict[str, int]:
    """The rank of each top-level module, as the table in docs/architecture.md gives it."""
    rows = re.findall(
        r"^\| (\d+) \| ([^|]+) \|", (ROOT / "docs" / "architecture.md").read_text(), re.MULTILINE
    )
    return {name: int(rank) for rank, names in rows for name in re.findall(r"`(\w+)`", names)} | {
        "__main__": 99
    }


def top(module: str) -> str:
    """The part of *module*'s name that has a rank; empty for the package itself."""
    return module.partition(".")[2].partition(".")[0]


def test_every_module_has_a_rank_and_every_rank_a_module() -> None:
    assert {top(module) for module in PATHS} - {""} == {*ranks()}


@MODULES
def test_a_module_imports_from_lower_ranks_and_its_own_package_only(module: str) -> None:
    rank = ranks()
    # the package itself holds a version, and imports nothing
    known = {name for name in imported(module) if name in PATHS and top(name)}
    wrong = {
        name
        for name in known
        if top(name) != top(module) and rank.get(top(name), 99) >= rank.get(top(module), -1)
    }
    assert not wrong, f"{module} imports {', '.join(sorted(wrong))}"


@MODULES
def test_a_module_imports_none_of_ours_that_does_not_exist(module: str) -> None:
    assert not {name for name in imported(module) if name not in PATHS}


@MODULES
def test_imports_are_absolute(module: str) -> None:
    relative = [
        node.lineno for node in ast.walk(syntax(module)) if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not relative, f"{module} has relative imports in lines {relative}"


def test_the_worker_imports_the_wire_and_itself_only() -> None:
    found = {name for module in PATHS if top(module) == "worker" for name in imported(module)}
    assert {top(name) for name in found} == {"wire", "worker"}


def test_the_wire_imports_nothing_of_ours_but_itself() -> None:
    found = {name for module in PATHS if top(module) == "wire" for name in imported(module)}
    assert {top(name) for name in found} == {"wire"}


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {module: imported(module) - {module} for module in PATHS}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@MODULES
def test_a_module_has_at_most_400_lines(module: str) -> None:
    assert len(PATHS[module].read_text().splitlines()) <= MAX_LINES


def _has_code(module: str) -> bool:
    return any(not isinstance(node, ast.Expr) for node in syntax(module).body)


@MODULES
def test_a_module_that_holds_anything_says_what_it_is_for(module: str) -> None:
    assert ast.get_docstring(syntax(module)) or not syntax(module).body


def is_public(module: str) -> bool:
    """Whether *module* may be imported from elsewhere, and holds something."""
    return _has_code(module) and not any(part.startswith("_") for part in module.split("."))


PUBLIC = pytest.mark.parametrize("module", [module for module in PATHS if is_public(module)])


def order(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions: the order that ruff keeps too."""
    return (0 if name.isupper() else 1 if name[:1].isupper() else 2, name)


@PUBLIC
def test_a_public_module_lists_its_public_names_in_order(module: str) -> None:
    names = getattr(importlib.import_module(module), "__all__", None)
    assert names is not None, f"{module} has no __all__"
    assert [*names] == sorted(set(names), key=order)


@PUBLIC
def test_every_listed_name_exists(module: str) -> None:
    loaded = importlib.import_module(module)
    assert not [name for name in getattr(loaded, "__all__", ()) if not hasattr(loaded, name)]


def test_a_command_that_starts_grader_processes_does_not_load_what_they_grade_with() -> None:
    look = "import sys, grader.cli.grading; print({'pytest', 'IPython', 'nbformat'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


def test_a_grader_process_loads_neither_ipython_nor_the_validator_of_notebooks() -> None:
    look = "import sys, grader.session; print({'IPython', 'nbformat'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


def test_a_type_is_learnt_by_no_two_threads_at_once() -> None:
    # msgspec 0.22 ends the process where two threads decode the first value of one type at the same time
    threaded = [module for module in PATHS if module.startswith("grader.executors")]
    for module in (
        *threaded,
        "grader.server",
        "grader.work",
        "grader.sandbox.messages",
        "grader.sandbox.worker",
    ):
        for node in ast.walk(syntax(module)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "decode"
            ):
                names = [keyword.arg for keyword in node.keywords]
                assert "type" not in names, f"{module}, line {node.lineno}: make a decoder when it is loaded"
