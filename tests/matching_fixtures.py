"""Makes tests/fixtures/matching: a small source notebook, and submissions that are odd in one way each.

``python -m tests.matching_fixtures`` writes the notebooks and, for each, the plan that is made of it now.
Read the difference of every ``.expected.json`` before committing it: that is the review.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.errors import InvalidSubmission
from grader.notebook.read import read_notebook
from grader.notebook.source import read_source
from grader.release.strip import serialise, solution_version, student_version
from grader.submission.matching import plan_steps
from grader.submission.plan import Plan, RunStep
from tests.matching_oddities import (
    ASSIGNMENT,
    FOLDER,
    GRADIENT,
    ODD,
    SOURCE,
    SQUARED,
    all_answered,
    answer,
    cell,
    new,
    other_texts,
)


def source_cells() -> Iterator[tuple[str, str, str, str]]:
    """Kind, name, tag and text of the cells of the source notebook."""
    yield "markdown", "title", "", "# Layers\nThree questions about layers of a network."
    yield "code", "imports", "setup", "import numpy as np\n\nSIZE = 3\n"
    yield "markdown", "relu-text", "", "## Rectifier\nWrite a function `relu` that leaves no negative number."
    yield (
        "code",
        "relu",
        "solution",
        'def relu(x):\n    """Elementwise maximum of x and 0."""\n'
        "    ### BEGIN SOLUTION\n    return np.maximum(x, 0)\n    ### END SOLUTION\n",
    )
    yield "code", "relu-values", "check", "#| name: relu-values\nassert relu(np.array([-1.0, 2.0]))[1] == 2\n"
    yield "markdown", "dense-text", "", "## Dense\nA class with weights, and a method `forward`."
    yield "code", "data", "", "weights = np.ones((SIZE, 2))\nbatch = np.arange(6.0).reshape(2, SIZE)\n"
    yield (
        "code",
        "dense",
        "solution",
        "class Dense:\n    def __init__(self, weights):\n        self.weights = weights\n\n"
        "    def forward(self, x):\n        ### BEGIN SOLUTION\n        return x @ self.weights\n"
        "        ### END SOLUTION\n",
    )
    yield (
        "code",
        "dense-forward",
        "check",
        "#| name: dense-forward\nassert Dense(weights).forward(batch).shape == (2, 2)\n",
    )
    yield "markdown", "loss-text", "", "## Loss\nDefine `mean_squared` and `loss_gradient`."
    yield "code", "loss", "solution", SQUARED + "\n\n" + GRADIENT
    yield (
        "code",
        "loss-hidden",
        "hidden",
        "#| name: loss-hidden\nassert mean_squared(batch, batch) == 0\n"
        "assert (loss_gradient(batch, 0) > -1).all()\n",
    )
    yield "markdown", "notes", "staff", "Many forget to divide by the size."
    yield "markdown", "explain", "manual", "Subgradients, and *kinks*."
    yield "markdown", "end", "", "That is all: save the notebook and submit it."


def source_notebook() -> dict[str, Any]:
    """The source notebook as nbformat writes it."""
    cells = []
    for number, (kind, name, tag, text) in enumerate(source_cells(), start=1):
        metadata: dict[str, Any] = {"name": name}
        if tag:
            metadata["tags"] = [tag]
        cell = {"cell_type": kind, "id": f"source-{number}", "metadata": metadata, "source": text}
        cells.append({**cell, "execution_count": None, "outputs": []} if kind == "code" else cell)
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def submissions() -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and notebook of every odd submission."""
    source = read_source(SOURCE)
    for change in ODD:
        notebook = student_version(source, assignment=ASSIGNMENT)
        answer(notebook["cells"])
        change(notebook["cells"])
        yield change.__name__.replace("_", "-"), notebook
    yield "the-source-itself", source_notebook()
    yield "the-solution-version", solution_version(source, assignment=ASSIGNMENT)
    for name, change in (
        ("label-of-another-assignment", all_answered),
        ("another-assignment-with-the-same-names", other_texts),
    ):
        notebook = student_version(source, assignment="convolution")
        answer(notebook["cells"])
        change(notebook["cells"])
        yield name, notebook
    notebook = student_version(source, assignment="<b>con'volution" + "!" * 100)
    other_texts(notebook["cells"])
    yield "another-assignment-with-a-hostile-label", notebook
    notebook = student_version(source, assignment=ASSIGNMENT)
    notebook["metadata"] = {}
    notebook["cells"] = [cell(notebook["cells"], "imports"), new("print('hello')")]
    yield "only-the-imports-match", notebook


def planned(path: Path) -> dict[str, Any]:
    """The plan of the submission *path* as JSON, each text that is run cut to its first and last line."""
    try:
        plan = plan_steps(read_source(SOURCE), read_notebook(path), assignment=ASSIGNMENT)
    except InvalidSubmission as refusal:
        return {"invalid": refusal.reason}
    return in_short(plan)


def in_short(plan: Plan) -> dict[str, Any]:
    """*plan* for reading."""
    return {
        "steps": [
            [step.label, step.source_name, *_ends(step.source)] if isinstance(step, RunStep) else step.name
            for step in plan.steps
        ],
        "matches": {match.name: [match.matched_by.value, *match.cells] for match in plan.matches},
        "answers": {name: text[:60] for name, text in plan.answers.items()},
        "notes": list(plan.notes),
        "stubs": list(plan.stubs),
    }


def _ends(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if line.strip()] or [""]
    return [lines[0], lines[-1].strip()] if len(lines) > 1 else lines


def as_text(planned: dict[str, Any]) -> str:
    """JSON with one line for each step, match and note."""
    parts = []
    for key, value in planned.items():
        if isinstance(value, list) and value:
            inner = ",\n".join(f"  {json.dumps(one, ensure_ascii=False)}" for one in value)
            parts.append(f" {json.dumps(key)}: [\n{inner}\n ]")
        elif isinstance(value, dict) and value:
            inner = ",\n".join(
                f"  {json.dumps(name)}: {json.dumps(one, ensure_ascii=False)}" for name, one in value.items()
            )
            parts.append(f" {json.dumps(key)}: {{\n{inner}\n }}")
        else:
            parts.append(f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> None:
    """Write everything anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    SOURCE.write_bytes(serialise(source_notebook()))
    for name, notebook in submissions():
        path = FOLDER / f"{name}.ipynb"
        path.write_bytes(serialise(notebook))
        path.with_suffix(".expected.json").write_text(as_text(planned(path)))


if __name__ == "__main__":
    main()
