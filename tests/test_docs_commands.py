"""Types every command line of the documents, page by page, in a course that has what they name."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from grader.cli import _grader, main
from tests.docs_course import NAME, hand_in, scaffold_small, small_homework, write_files
from tests.docs_exempt import EXEMPT, exemption
from tests.documents import DOCS, DOCUMENTS, ROOT, blocks, commands, prose

TUTORIAL = DOCS / "tutorial.md"  # tests/test_docs_tutorial.py
ALL = [
    command
    for page in DOCUMENTS
    for block in blocks(page)
    if block.language == "console"
    for command in commands(block)
]
PAGES = [page for page in DOCUMENTS if page != TUTORIAL and any(command.path == page for command in ALL)]
SHELL = re.compile(r"[*?|&;<>$`]")
SLOW = "grader audit "  # every run types it in the tutorial, the sweep everywhere
SCRIPTS = {"bash", "console", "sh", "yaml"}
# what a reader does between two commands of a page
AFTER: dict[str, Callable[[Path], None]] = {"grader new week-1": lambda root: small_homework(root, "week-1")}


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def type_in(text: str) -> int:
    """The exit status of a command line, typed in the current folder."""
    if text.startswith("grader ") and not SHELL.search(text):
        with pytest.raises(SystemExit) as ending:
            main(shlex.split(text, comments=True)[1:])
        return int(ending.value.code or 0)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    done = subprocess.run(
        ["bash", "-c", text],
        env={**environment, "PATH": path},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    sys.stdout.write(done.stdout)
    sys.stderr.write(done.stderr)
    return done.returncode


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course, released and graded once."""
    root = tmp_path_factory.mktemp("docs") / "course"
    root.mkdir()
    scaffold_small(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert type_in(f"grader release {NAME}") == 0
        hand_in(root)
        assert type_in(f"grader grade {NAME} submissions --json reports.json") == 0
    write_files(root)
    return root


@pytest.fixture
def course(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the course for one page, which is the current folder."""
    root = tmp_path / "course"
    shutil.copytree(prepared, root)
    monkeypatch.chdir(root)
    for name in os.environ:
        if name.startswith("GRADER_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output.txt"))
    return root


def type_all(page: Path, course: Path, capfd: pytest.CaptureFixture[str], *, slow: bool) -> None:
    """Type the command lines of a page, in order, slow ones too or not; each must end with status 0."""
    for command in ALL:
        if command.path != page or exemption(command) or (command.text.startswith(SLOW) and not slow):
            continue
        status = type_in(command.text)
        out, err = capfd.readouterr()
        assert status == 0, (
            f"{command.place}: {command.text}\nexits with {status}: {err or out}\n"
            "mend the page, make what it takes in tests/docs_course.py, or say in tests/docs_exempt.py why "
            "it cannot run"
        )
        for text, then in AFTER.items():
            if command.text.startswith(text):
                then(course)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_each_command_line_of_a_page_does_what_it_is_for(
    page: Path, course: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    type_all(page, course, capfd, slow=False)


@pytest.mark.sweep
@pytest.mark.parametrize("page", [page for page in PAGES if f"$ {SLOW}" in page.read_text()], ids=name_of)
def test_each_command_line_of_a_page_does_what_it_is_for_slow_ones_too(
    page: Path, course: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    type_all(page, course, capfd, slow=True)


def test_every_exemption_is_needed() -> None:
    assert {exemption(command) for command in ALL} - {None} == {*EXEMPT}


@pytest.mark.parametrize("page", [*DOCUMENTS, *sorted(DOCS.rglob("*.yml"))], ids=name_of)
def test_a_command_that_is_named_anywhere_has_the_options_that_are_named_with_it(page: Path) -> None:
    wrong = [problem for text in _mentioned(page) if (problem := _unknown(text)) is not None]
    assert not wrong


def _mentioned(page: Path) -> list[str]:
    """What stands after ``grader`` in scripts, in code within a sentence, and in exempt command lines."""
    if page.suffix == ".md":
        scripts = [block.text for block in blocks(page) if block.language in SCRIPTS]
    else:
        scripts = [page.read_text()]
    lines = [line for text in scripts for line in text.replace("\\\n", " ").split("\n")]
    found = [match[1] for line in lines if (match := re.search(r"(?:^|[\s/])grader ([a-z].*)$", line))]
    return found + re.findall(r"`grader ([^`]+)`", prose(page).replace("\n", " "))


def _unknown(text: str) -> str | None:
    """What of the command line is not there; None where all of it is."""
    command: click.Command = _grader
    context = click.Context(command)
    words = iter(re.split(r"\s+", re.split(r"[|;#]|&&", text)[0]))
    for word in words:
        if isinstance(command, click.Group) and not word.startswith("-"):
            found = command.get_command(context, word.rstrip(":,"))
            if found is None:
                return f"grader {text}: no command {word}"
            command = found
        elif word.startswith("--"):
            known = {name for option in command.params for name in option.opts} | {"--help", "--version"}
            if (name := re.split(r"[=,.)\]]", word)[0]) not in known:
                return f"grader {text}: no option {name}"
    return None
