"""Measures what an assignment's thresholds rest on: what right and wrong answers reach, over many seeds.

    python benchmarks/calibrate.py dense                      # writes docs/calibration/dense.md
    python benchmarks/calibrate.py dense --seeds 5 --right-seeds 2 --mutant-seeds 1 --output -

Every answer is graded by the real engine, in the sandbox: the reference, the other right answers of
tests/right_answers/NAME, and the mutants that should fail at a threshold, each under the seeds 0, 1, 2, ...
Right answers must pass every check, whatever the seed. A threshold should lie at least four standard
deviations below the mean of every right answer, and above what the wrong answers reach that it exists to
catch.
"""

import argparse
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rich.progress import Progress

from grader.audit.answers import Answer, Run, grade_answers
from grader.audit.spread import Spread, spreads
from grader.course import Course
from grader.model import Outcome
from grader.mutants import read_answers, read_mutant
from grader.sandbox.probe import probe
from grader.submission.plan import Extent

ROOT = Path(__file__).parents[1]
RIGHT_ANSWERS = ROOT / "tests" / "right_answers"
REFERENCE = "the reference"
ALL = Extent()
MARGIN = 4  # standard deviations


def main() -> int:
    """Grade, and write the tables; exit with 1 where a right answer comes too near to a threshold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("name")
    parser.add_argument("--seeds", type=int, default=50, help="runs of the reference")
    parser.add_argument("--right-seeds", type=int, default=20, help="runs of each other right answer")
    parser.add_argument("--mutant-seeds", type=int, default=2, help="runs of each mutant")
    parser.add_argument("--only", default="", metavar="TEXT", help="answers with this in their name")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--output", metavar="FILE", help="default: docs/calibration/NAME.md; '-': print")
    options = parser.parse_args()
    assignment = Course(root=ROOT).assignment(options.name)
    machine = probe(every_rung=False)
    (first,) = grade_answers(assignment, [Answer(name=REFERENCE, cells={})], machine=machine)
    measuring = Extent(checks=frozenset(first.settled.measured))

    def answer(name: str, cells: Mapping[str, str], seeds: int, extent: Extent = ALL) -> Answer:
        return Answer(name=name, cells=cells, seeds=range(seeds), extent=extent)

    right = [answer(REFERENCE, {}, options.seeds)]
    for path in sorted((RIGHT_ANSWERS / options.name).glob("*.py")):
        right.append(answer(path.stem, read_answers(path, ("style",))[1], options.right_seeds))
    mutants = [read_mutant(path) for path in assignment.mutant_files]
    mutants = [mutant for mutant in mutants if {*mutant.fails} & {*first.settled.measured}]
    wrong = [answer(mutant.name, mutant.cells, options.mutant_seeds, measuring) for mutant in mutants]
    answers = [a for a in (*right, *wrong) if options.only in a.name and a.seeds]
    with Progress(disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task(
            f"grading {options.name}", total=sum(len(answer.seeds) for answer in answers)
        )

        def graded(_run: Run) -> None:
            progress.advance(task)

        runs = grade_answers(assignment, answers, machine=machine, jobs=options.jobs, progress=graded)
    fails = {mutant.name: mutant.fails for mutant in mutants}
    of_right = spreads(runs, [answer.name for answer in right])
    of_wrong = spreads(runs, [answer.name for answer in wrong])
    lost = _lost(runs, {answer.name for answer in right})
    text = "\n".join(_page(options.name, of_right, of_wrong, fails, lost)) + "\n"
    if options.output == "-":
        sys.stdout.write(text)
    else:
        path = Path(options.output or ROOT / "docs" / "calibration" / f"{options.name}.md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return int(bool(lost) or any(_too_near(spread) for spread in of_right))


def _lost(runs: Iterable[Run], right: Collection[str]) -> list[str]:
    """Each check that a right answer did not pass, with the answer and its seed."""
    return [
        f"{run.answer}, seed {run.seed}: `{check.name}`: {check.message}"
        for run in runs
        if run.answer in right
        for check in run.settled.report.checks
        if check.outcome not in (Outcome.PASSED, Outcome.PENDING)
    ]


def _page(
    name: str,
    right: Sequence[Spread],
    wrong: Sequence[Spread],
    fails: dict[str, tuple[str, ...]],
    lost: Sequence[str],
) -> Iterator[str]:
    yield f"# Calibration of `{name}`"
    yield ""
    yield (
        f"Written by `python benchmarks/calibrate.py {name}`. Every answer was graded in the sandbox, on the "
        "bundled digits, under the seeds 0, 1, 2, ... *Margin* is the distance from the threshold to the "
        f"mean, in standard deviations: at least {MARGIN} for right answers."
    )
    yield ""
    answers = {spread.answer: spread.runs for spread in right}
    yield f"{sum(answers.values())} runs of {len(answers)} right answers were graded by every check, and " + (
        f"**{len(lost)} checks were not passed**:" if lost else "passed all of them."
    )
    yield from (f"* {line}" for line in lost)
    for check in dict.fromkeys(spread.check for spread in right):
        here = [spread for spread in right if spread.check == check]
        sign = "at least" if here[0].least else "at most"
        yield ""
        yield f"## `{check}`: {here[0].measured}, {sign} {here[0].bound:g}"
        yield ""
        yield "| right answer | runs | passed | mean | sd | least | most | margin |"
        yield "|---|---|---|---|---|---|---|---|"
        for spread in here:
            mark = " **too near**" if _too_near(spread) else ""
            yield f"| {spread.answer} | {_numbers(spread)} | {spread.margin:.1f}{mark} |"
        caught = [spread for spread in wrong if spread.check == check]
        caught.sort(key=lambda spread: -spread.mean if spread.values else 1.0)
        if not caught:
            continue
        yield ""
        yield "| wrong answer | runs | passed | mean | sd | least | most | must fail here |"
        yield "|---|---|---|---|---|---|---|---|"
        for spread in caught:
            must = "yes" if check in fails[spread.answer] else ""
            yield f"| `{spread.answer}` | {_numbers(spread)} | {must} |"


def _numbers(spread: Spread) -> str:
    facts = f"{spread.runs} | {spread.passed}"
    if not spread.values:
        return f"{facts} | not measured | | |"
    deviation = f"{spread.deviation:.4f}" if len(spread.values) > 1 else ""
    return f"{facts} | {spread.mean:.4f} | {deviation} | {min(spread.values):.4f} | {max(spread.values):.4f}"


def _too_near(spread: Spread) -> bool:
    return spread.passed < spread.runs or (len(spread.values) > 1 and spread.margin < MARGIN)


if __name__ == "__main__":
    sys.exit(main())
