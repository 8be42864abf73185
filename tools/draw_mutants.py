"""Write the table of known mistakes into each homework's page: docs/NAME.md.

    python tools/draw_mutants.py

Replaces the rows below the line `| mutant | the mistake | fails |`, which end the page.
"""

from pathlib import Path

from grader.course import Assignment, Course
from grader.mutants import read_mutant

ROOT = Path(__file__).parents[1]
HEAD = "| mutant | the mistake | fails |\n|---|---|---|\n"


def table(assignment: Assignment) -> str:
    """One row for each mutant of *assignment*, in the order of their names."""
    rows = []
    for mutant in map(read_mutant, assignment.mutant_files):
        fails = ", ".join(f"`{check}`" for check in mutant.fails)
        rows.append(f"| `{mutant.name}` | {mutant.mistake} | {fails} |\n")
    return HEAD + "".join(rows)


def main() -> None:
    """Rewrite the pages that there are."""
    course = Course(root=ROOT)
    for name in course.names():
        page = ROOT / "docs" / f"{name}.md"
        text, head, _ = page.read_text(encoding="utf-8").partition(HEAD)
        if not head:
            raise SystemExit(f"{page}: there is no line {HEAD.splitlines()[0]!r}, below which the table goes")
        page.write_text(text + table(course.assignment(name)), encoding="utf-8")


if __name__ == "__main__":
    main()
