"""Follows docs/tutorial.md to the letter: types its commands, makes its cells and files, compares the prints.

``…`` in the page stands for anything within a line; alone on a line, for any lines. Spaces and rules may be
shorter on the page. What is printed with ``grader:`` in front is an error, and its command exits with 1.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.docs_exempt import exemption
from tests.documents import DOCS, Block, Command, blocks, commands

PAGE = DOCS / "tutorial.md"
SLOW = "grader audit"  # what an every-day run types once only


def normal(line: str) -> str:
    return " ".join(re.sub("─+", "─", line).split())


def says(printed: list[str], page: list[str]) -> bool:
    """Whether the lines of the *page* describe what was *printed*."""
    pattern = ""
    for line in page:
        if line == "…":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += r"[^\n]*?".join(re.escape(part) for part in line.split("…")) + r"\n"
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None


def shown(lines: str) -> list[str]:
    return [line for line in map(normal, lines.split("\n")) if line]


def write_cell(notebook: dict[str, Any], block: Block) -> None:
    """Put the block's cell at the end of *notebook*, or in the place of the cell that it is to be."""
    changed = re.search(r"the cell `([\w-]+)`", block.before)
    tag = re.search(r"new cell.* with the tag `(\w+)`", block.before)
    assert bool(changed) != bool(tag), f"line {block.line}: neither a new cell with a tag nor a changed one"
    if tag:
        made: dict[str, Any] = {"cell_type": "code", "outputs": [], "execution_count": None}
        made |= {"id": f"line-{block.line}", "metadata": {"tags": [tag[1]]}, "source": block.text}
        notebook["cells"].append(made)
        return
    assert changed
    (cell,) = (
        cell
        for cell in notebook["cells"]
        if cell["metadata"].get("name") == changed[1]
        or f"#| name: {changed[1]}" in "".join(cell["source"]).split("\n")
    )
    cell["source"] = block.text


def make(folder: Path, block: Block) -> None:
    """The file, or the cell, that the page shows."""
    names = re.findall(r"`([\w./-]+\.(?:ipynb|csv|py|toml))`", block.before)
    assert names, f"line {block.line}: no file is named before this block"
    path = folder / names[-1]
    if path.suffix != ".ipynb":
        path.write_text(block.text + "\n")
        return
    notebook = json.loads(path.read_text())
    write_cell(notebook, block)
    path.write_text(json.dumps(notebook))


def run(folder: Path, command: Command) -> str:
    """What the command printed, on both streams; an error where its status is not what the page shows."""
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "GRADER_"))
    }
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command.text],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    expected = 1 if command.printed and command.printed[0].startswith("grader: ") else 0
    assert done.returncode == expected, f"{command.place}: {command.text}\n{done.stdout}"
    return done.stdout


def follow(folder: Path, *, slow: int) -> list[str]:
    """Do all that the page says; of the slow commands, the first *slow* only. The commands that were run."""
    done: list[str] = []
    for block in blocks(PAGE):
        if block.language != "console":
            make(folder, block)
            continue
        for command in commands(block):
            if exemption(command) is not None:
                continue
            if command.text.startswith(SLOW) and sum(text.startswith(SLOW) for text in done) >= slow:
                continue
            printed = shown(run(folder, command))
            told = shown("\n".join(command.printed))
            problem = [f"{command.place}: {command.text} prints", *printed, "", "and the page says", *told]
            assert says(printed, told), "\n".join(problem)
            done.append(command.text)
    return done


def expect(folder: Path, done: list[str]) -> None:
    """What a reader has in the end."""
    assert {text.split()[1] for text in done if text.startswith("grader ")} == {
        "new", "release", "audit", "check", "grade", "report", "gradebook"
    }  # fmt: skip
    assert "standardise-any-numbers" not in (folder / "release" / "week-1" / "week-1.ipynb").read_text()
    feedback = (folder / "pages" / "students" / "bo.html").read_text()
    assert "What are the mean and the standard deviation of what you return?" in feedback
    assert "20 of 20 entries" not in feedback
    assert "Both reasons, and clearly said." in (folder / "pages" / "students" / "ada.html").read_text()
    assert "ada" in (folder / "scores.csv").read_text()


def test_a_reader_of_the_tutorial_sees_what_it_shows(tmp_path: Path) -> None:
    expect(tmp_path, follow(tmp_path, slow=1))


@pytest.mark.sweep
def test_a_reader_of_the_whole_tutorial_sees_what_it_shows(tmp_path: Path) -> None:
    expect(tmp_path, follow(tmp_path, slow=9))


@pytest.mark.parametrize(
    ("printed", "page"),
    [
        (["a 3 s"], ["a … s"]),
        (["a", "b", "c"], ["a", "…"]),
        (["a", "b", "c"], ["…", "c"]),
        ([], []),
    ],
)
def test_dots_stand_for_what_differs(printed: list[str], page: list[str]) -> None:
    assert says(printed, page)


@pytest.mark.parametrize(
    ("printed", "page"),
    [
        (["a 3 s"], ["a 4 s"]),
        (["a", "b"], ["a"]),
        (["a"], ["a", "b"]),
        (["a", "b"], ["a … b"]),
        (["a"], []),
    ],
)
def test_the_page_must_say_all_that_is_printed(printed: list[str], page: list[str]) -> None:
    assert not says(printed, page)
