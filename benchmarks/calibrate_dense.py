"""Measures what the thresholds of the homework `dense` rest on: how accurate right and wrong answers get.

    python benchmarks/calibrate_dense.py                    # 50 seeds, about 10 minutes on two cores
    python benchmarks/calibrate_dense.py --seeds 5 --mutant-seeds 1

Runs the reference cells of the source notebook up to the training loop, with NumPy's seed changed after the
setup cells, one process a core and one BLAS thread each. Besides the reference it runs right answers in other
settings, and every mutant. A threshold should lie at least `MARGIN` standard deviations below the mean of
every right answer, and above what the wrong answers reach that it exists to catch. Prints Markdown;
writes nothing.
"""

import argparse
import contextlib
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import msgspec

from grader.mutants import read_mutant
from grader.notebook.cells import CellKind, Role, Source
from grader.notebook.source import read_source

ASSIGNMENT = Path(__file__).parents[1] / "assignments" / "dense"
LAST_CELL = "loop"
MARGIN = 4  # standard deviations
CHECKS = {"validation": "loop-validation", "held-out": "loop-held-out"}

# right answers that differ from the reference: cell -> (what stands there, what to put)
GLOROT = "scale = np.sqrt(2 / (input_units + output_units))"
CLASSIC = {"network": [("EPOCHS = 15", "EPOCHS = 25"), ("LEARNING_RATE = 0.2", "LEARNING_RATE = 0.1")]}
RIGHT = {
    "the reference": {},
    "weights of 0.01": {"dense": [(GLOROT, "scale = 0.01")]},
    "weights of 0.1": {"dense": [(GLOROT, "scale = 0.1")]},
    "weights of 0.001, a slow start": {"dense": [(GLOROT, "scale = 0.001")]},
    "weights of 0.001, 25 epochs": {
        "network": [("EPOCHS = 15", "EPOCHS = 25")],
        "dense": [(GLOROT, "scale = 0.001")],
    },
    "25 epochs at rate 0.1": CLASSIC,
    "25 epochs at rate 0.1, weights of 0.01": CLASSIC | {"dense": [(GLOROT, "scale = 0.01")]},
}


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A notebook to run: its setup cells, then the others, each with its name."""

    name: str
    right: bool
    setup: tuple[tuple[str, str], ...]
    cells: tuple[tuple[str, str], ...]
    fails: tuple[str, ...] = ()


class Accuracy(msgspec.Struct, frozen=True, kw_only=True):
    """Shares of digits read correctly. None: the answer raised an error."""

    validation: float | None
    held_out: float | None


def main() -> None:
    """Run every answer under its seeds, and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=50, help="runs of the reference")
    parser.add_argument("--other-seeds", type=int, default=10, help="runs of each other right answer")
    parser.add_argument("--mutant-seeds", type=int, default=5, help="runs of each mutant")
    parser.add_argument("--only", default="", metavar="TEXT", help="answers with this in their name")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "Agg"}  # for the processes started below
    source = read_source(ASSIGNMENT / "dense.ipynb")
    answers = [*_right_answers(source), *_mutants(source)]
    counts = {
        answer.name: options.mutant_seeds if not answer.right else options.other_seeds for answer in answers
    }
    counts["the reference"] = options.seeds
    answers = [answer for answer in answers if counts[answer.name] and options.only in answer.name]
    runs = [(answer, seed) for answer in answers for seed in range(counts[answer.name])]
    # a fresh process for each run: the arrays of the last one would stay until the next garbage collection
    with ProcessPoolExecutor(options.jobs, get_context("spawn"), max_tasks_per_child=1) as pool:
        results: dict[str, list[Accuracy]] = {}
        for (answer, _), accuracy in zip(runs, pool.map(_run, runs), strict=True):
            results.setdefault(answer.name, []).append(accuracy)
    _print_table("right answer", [a for a in answers if a.right], results)
    _print_table("mutant", [a for a in answers if not a.right], results)


def _right_answers(source: Source) -> Iterator[Answer]:
    for name, changes in RIGHT.items():
        texts: dict[str, str] = {}
        for cell in _run_cells(source):
            text = cell[1]
            # the cell of the network has no name of its own: it is known by what it defines
            key = "network" if text.startswith("EPOCHS") else cell[0]
            for old, new in changes.get(key, []):
                if text.count(old) != 1:
                    raise SystemExit(f"{name}: expected {old!r} once in the cell {cell[0]}")
                text = text.replace(old, new)
            texts[cell[0]] = text
        yield _answer(source, name=name, texts=texts, right=True)


def _mutants(source: Source) -> Iterator[Answer]:
    for path in sorted((ASSIGNMENT / "mutants").glob("*.py")):
        mutant = read_mutant(path)
        yield _answer(source, name=mutant.name, texts=mutant.cells, right=False, fails=mutant.fails)


def _answer(
    source: Source, *, name: str, texts: Mapping[str, str], right: bool, fails: tuple[str, ...] = ()
) -> Answer:
    setup = tuple(
        (cell.name, _without_magics(cell.reference)) for cell in source.cells if cell.role is Role.SETUP
    )
    cells = tuple((cell, texts.get(cell, text)) for cell, text in _run_cells(source))
    return Answer(name=name, right=right, setup=setup, cells=cells, fails=fails)


def _run_cells(source: Source) -> list[tuple[str, str]]:
    """Names and texts of the given cells and the answers, up to the training loop."""
    cells = []
    for cell in source.cells:
        if cell.kind is CellKind.CODE and cell.role in (Role.GIVEN, Role.SOLUTION):
            cells.append((cell.name, cell.reference))
        if cell.name == LAST_CELL:
            return cells
    raise SystemExit(f"no cell is named {LAST_CELL!r}")


def _without_magics(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.startswith("%"))


def _run(run: tuple[Answer, int]) -> Accuracy:
    """Run an answer's cells in this process, and measure its network."""
    import numpy as np

    answer, seed = run
    names: dict[str, Any] = {}
    for cell, text in answer.setup:
        exec(compile(text, cell, "exec"), names)
    names["show_digits"] = lambda *_: None  # pictures take longer than everything but the training
    np.random.seed(seed)
    accuracies: list[float | None] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a mutant that diverges overflows
        for cell, text in answer.cells:
            with contextlib.suppress(Exception):  # graded like this, too: later cells run
                exec(compile(text, cell, "exec"), names)
        digits = names["digits"]
        for images, labels in ((digits.x_val, digits.y_val), (digits.x_held_out, digits.y_held_out)):
            try:
                guesses = names["predict"](names["network"], images.reshape(len(images), -1))
                accuracies.append(float(np.mean(guesses == labels)))
            except Exception:
                accuracies.append(None)
    return Accuracy(validation=accuracies[0], held_out=accuracies[1])


def _print_table(kind: str, answers: Sequence[Answer], results: Mapping[str, Sequence[Accuracy]]) -> None:
    if not answers:
        return
    print(f"\n| {kind} | runs | digits | mean | sd | least | most | mean - {MARGIN} sd | must fail |")
    print("|---|---|---|---|---|---|---|---|---|")
    for answer in answers:
        for digits, check in CHECKS.items():
            field = digits.replace("-", "_")
            values = [getattr(accuracy, field) for accuracy in results[answer.name]]
            known = [value for value in values if value is not None]
            if len(known) < len(values) or len(values) < 2:
                summary = (
                    f"{len(values) - len(known)} errors | | | | |"
                    if not known
                    else f"{mean(known):.4f} | | | | |"
                )
            else:
                spread = stdev(known)
                low = mean(known) - MARGIN * spread
                summary = (
                    f"{mean(known):.4f} | {spread:.4f} | {min(known):.3f} | {max(known):.3f} | {low:.4f} |"
                )
            fails = check if check in answer.fails else ""
            print(f"| {answer.name} | {len(values)} | {digits} | {summary} {fails} |")


if __name__ == "__main__":
    main()
