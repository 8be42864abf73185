"""What grading a class again costs, where nothing has changed and where one answer has.

    python benchmarks/second_run.py [--students 2000] [--runs 5]

Whole commands over a made class, confined, with two jobs. Between the runs the notebooks stay in the system's
cache, as they do for who grades twice in an hour. Prints Markdown: medians of runs, taken in turn.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.field.made import Class, grade, make, submission_of  # noqa: E402
from benchmarks.field.measure import Taken  # noqa: E402

JOBS = 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--students", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    taken: dict[str, list[Taken]] = {"the first time": [], "nothing has changed": [], "one answer has": []}
    first, same, changed = taken.values()
    with tempfile.TemporaryDirectory(prefix="welldone-second-") as name:
        folder = Path(name, "class")
        make(folder, Class(students=options.students))
        for turn in range(options.runs):
            first.append(grade(folder, jobs=JOBS))
            same.append(grade(folder, jobs=JOBS, again=False))
            one = submission_of(turn, folder)
            one.write_text(one.read_text().replace("worked = True", "worked = 1"))
            changed.append(grade(folder, jobs=JOBS, again=False))
            print(f"run {turn + 1} of {options.runs}", file=sys.stderr)
    print(
        f"{options.students:,} students, 6 checks, --jobs {JOBS}; {os.cpu_count()} processors, "
        f"{platform.machine()}, Python {platform.python_version()}; {options.runs} runs in turn\n"
    )
    print("| | wall s, median (min to max) | processor s | peak MiB |\n|---|---|---|---|")
    for title, runs in taken.items():
        wall = [one.wall for one in runs]
        print(
            f"| {title} | {statistics.median(wall):.2f} ({min(wall):.2f} to {max(wall):.2f}) "
            f"| {statistics.median(one.processor for one in runs):.2f} "
            f"| {statistics.median(one.peak for one in runs) / 2**20:.0f} |"
        )


if __name__ == "__main__":
    main()
