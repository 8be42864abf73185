"""What grading costs beyond the student's own code: one submission with ten checks, against its bare cells.

    python benchmarks/overhead.py [--submissions 60] [--runs 5] [--rung 1b]

*bare* runs the same cells, setup left out, with ``exec`` in one Python process that has imported NumPy: the
time of the student's own code. *graded* is the time that one more submission adds to a session, everything
included: reading, matching, a confined process, ten snapshots, ten checks, the report.
"""

import argparse
import contextlib
import io
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import nbformat
import numpy as np

from grader.batch import write_checks
from grader.course import Assignment
from grader.notebook.cells import CellKind, Role
from grader.notebook.source import read_source
from grader.release.strip import serialise, solution_version
from grader.sandbox.rungs import Rung
from grader.session import Grader
from grader.submission.identity import SubmissionPath
from grader.work import Chunk, Work

CHECKS = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=60)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rung", type=Rung, default=Rung.NAMESPACES)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="welldone-benchmark-") as folder:
        assignment = write_assignment(Path(folder) / "assignments" / "ten")
        graded, bare = [], []
        for _ in range(options.runs):  # side by side: the machine may drift
            bare.append(time_bare(assignment, options.submissions))
            graded.append(time_graded(assignment, options.submissions, options.rung))
    print(f"{platform.machine()}, Python {platform.python_version()}, NumPy {np.__version__}")
    print(
        f"{options.runs} runs of {options.submissions} submissions, {CHECKS} checks each, rung {options.rung}"
    )
    print(f"{'ms per submission':<24}{'min':>8}{'median':>8}{'max':>8}")
    for name, values in (
        ("bare cells", bare),
        ("graded", graded),
        ("overhead", [with_checks - alone for with_checks, alone in zip(graded, bare, strict=True)]),
    ):
        low, middle, high = min(values), statistics.median(values), max(values)
        print(f"{name:<24}{low * 1e3:>8.1f}{middle * 1e3:>8.1f}{high * 1e3:>8.1f}")


def write_assignment(root: Path) -> Assignment:
    """An assignment of ten questions, each a small function and one check with an array."""
    notebook = nbformat.v4.new_notebook()
    setup = nbformat.v4.new_code_cell("import numpy as np\nfrom grader.testing import assert_close")
    setup.metadata["tags"] = ["setup"]
    notebook.cells.append(setup)
    for number in range(CHECKS):
        answer = (
            f"def f{number}(x):\n    ### BEGIN SOLUTION\n    return x * {number + 2}\n    ### END SOLUTION"
        )
        expected = f"np.full((3, 4), {number + 2}.0)"
        check = f"#| name: check-{number}\nassert_close(f{number}(np.ones((3, 4))), {expected})"
        for role, text in (("solution", answer), ("check", check)):
            cell = nbformat.v4.new_code_cell(text)
            cell.metadata["tags"] = [role]
            notebook.cells.append(cell)
    root.mkdir(parents=True)
    nbformat.write(notebook, root / f"{root.name}.ipynb")
    (root / "assignment.toml").write_text('title = "Ten"\n')
    return Assignment.load(root)


def time_bare(assignment: Assignment, count: int) -> float:
    """Seconds per run of the notebook's own cells."""
    source = read_source(assignment.source)
    texts = [
        cell.reference for cell in source.cells if cell.kind is CellKind.CODE and cell.role is Role.SOLUTION
    ]
    started = time.perf_counter()
    for _ in range(count):
        names: dict[str, object] = {"np": np}
        for text in texts:
            exec(compile(text, "<cell>", "exec"), names)
    return (time.perf_counter() - started) / count


def time_graded(assignment: Assignment, count: int, rung: Rung) -> float:
    """Seconds that one more submission adds to a session that is warm."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # as in every process that grades
    root = assignment.root.parent.parent
    module, _ = write_checks(assignment, root / "build")
    source = read_source(assignment.source)
    path = root / "student.ipynb"
    path.write_bytes(serialise(solution_version(source, assignment=assignment.name)))
    grader = Grader(Work(root=str(assignment.root), module=str(module), rung=rung), lambda _settled: None)
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # what pytest prints
            grader.grade(_chunk(path, range(1)))  # starts the warm process, imports the checks
            started = time.perf_counter()
            grader.grade(_chunk(path, range(count)))
            return (time.perf_counter() - started) / count
    finally:
        grader.close()


def _chunk(path: Path, positions: Sequence[int]) -> Chunk:
    return Chunk(
        submissions=tuple(
            (position, SubmissionPath(path=path, given="s", student=None, output_name=f"s{position}"))
            for position in positions
        )
    )


if __name__ == "__main__":
    main()
