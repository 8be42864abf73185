"""What is kept of a run for the feedback: the student's own text, what it showed, and nothing of a check."""

import json
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from grader.batch import Batch, prepare_work, write_checks
from grader.course import Course
from grader.executors.bench import run_errand
from grader.executors.errand import Answer, Errand, Terms
from grader.executors.parcel import Parcel, digest_of
from grader.journal import surroundings
from grader.model import Report
from grader.notebook.source import read_source
from grader.pages.code import code_lines
from grader.plugin.transcribe import HEAD, MAX_KEPT, TAIL, transcribe
from grader.resume import Resumed, resume, transcripts_in
from grader.sandbox.rungs import Isolation
from grader.submission.identity import SubmissionPath, collect
from grader.submission.outputs import DisplayOutput, Output, StreamOutput
from grader.submission.plan import CheckStep, Plan, RunStep
from grader.submission.png import png
from grader.transcripts import Kind, Picture, Printed, Transcript, Transcripts, Value
from grader.work import Chunk
from tests.courses import NAME, add_cell, machine, source_path, submission
from tests.reports import ORDINARY

RELEASE, DIGEST = "ab" * 32, "cd" * 32
REPORT = msgspec.structs.replace(ORDINARY, release=RELEASE, digest=DIGEST)
FIGURE = png(np.zeros((3, 5, 3), dtype=np.uint8))


def grade(course: Course) -> Resumed:
    assignment = course.assignment(NAME)
    module, _ = write_checks(assignment, course.build_folder(NAME))
    work = prepare_work(assignment, module, isolation=Isolation.BEST, machine=machine())
    batch = Batch(
        work=msgspec.structs.replace(work, transcripts=True),
        assignment=assignment,
        submissions=tuple(collect([course.root / "submissions"], assignment=NAME)),
    )
    return resume(batch, course.build_folder(NAME))


def hand_in(course: Course, student: str, edit: Any) -> None:
    notebook = json.loads(submission(course))
    edit(notebook["cells"])
    folder = course.root / "submissions"
    folder.mkdir(exist_ok=True)
    (folder / f"{student}.ipynb").write_text(json.dumps(notebook))


def added(text: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": "mine",
        "metadata": {},
        "source": text,
        "outputs": [],
        "execution_count": None,
    }


def test_a_run_keeps_the_students_code_and_what_it_showed_and_no_text_of_a_check(course: Course) -> None:
    add_cell(
        course, "#| name: secret\n#| points: 1\nassert mean_squared_error([3.0], [1.0]) == 4.0", "hidden"
    )
    hand_in(course, "ada", lambda cells: cells.append(added("print('mine')\n1 + 1")))
    (result,) = grade(course).settled
    assert result.transcript is None  # a class's figures would fill the memory
    (path,) = transcripts_in(course.build_folder(NAME))._folder.rglob("*.json")
    assert "[3.0], [1.0]" not in path.read_text()
    kept = transcripts_in(course.build_folder(NAME)).find(result.report)
    assert kept is not None
    mine = kept.cells[-1]
    assert (mine.kind, mine.text) == (Kind.ADDED, "print('mine')\n1 + 1")
    assert mine.shown == (Printed(text="mine\n"), Value(text="2"))
    (answer,) = kept.of_question("error")
    assert answer.text.startswith("def mean_squared_error")


def test_a_figure_is_shown_where_the_student_alone_imports_matplotlib(course: Course) -> None:
    plot = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    hand_in(course, "ada", lambda cells: cells.append(added(plot)))
    (result,) = grade(course).settled
    kept = transcripts_in(course.build_folder(NAME)).find(result.report)
    assert kept is not None
    assert [type(shown) for shown in kept.cells[-1].shown] == [Picture]


def test_a_worker_of_a_cluster_tells_what_was_run_where_that_is_asked_for(course: Course) -> None:
    assignment = course.assignment(NAME)
    parcel = Parcel.of(assignment).encode()
    path = SubmissionPath(path=Path("ada.ipynb"), given="ada.ipynb", student="ada", output_name="ada")
    told = []
    for asked in (True, False):
        errand = Errand(
            terms=Terms(
                parcel=digest_of(parcel),
                surroundings=surroundings(),
                isolation=Isolation.BEST,
                transcripts=asked,
            ),
            chunk=Chunk(submissions=((0, path),)).to_json(),
            contents=(submission(course),),
        )
        answer = msgspec.json.decode(run_errand(errand.encode(), parcel), type=Answer)
        told.append(answer.settled[0].transcript)
    assert told[0] is not None
    assert told[0].of_question("error")
    assert told[1] is None


def test_a_second_run_finds_what_the_first_kept(course: Course) -> None:
    hand_in(course, "ada", lambda cells: None)
    grade(course)
    second = grade(course)
    assert second.known == 1
    assert transcripts_in(course.build_folder(NAME)).find(second.settled[0].report) is not None


def test_code_and_written_answers_read_as_they_are_run(course: Course) -> None:
    persian = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"  # written with a zero width non-joiner
    source = f"x = 1  # \u202e2 = x\u2066\u2028\n\t'{persian}'\x1b[31m"
    step = RunStep(label="0", source=source, source_name=None)
    plan = Plan(steps=(step,), matches=(), answers={"why": f"\u202d{persian}\x07"}, notes=(), stubs=())
    kept = transcribe(read_source(source_path(course)), plan, {}, {})
    assert kept.cells[0].text == f"x = 1  # \ufffd2 = x\ufffd\ufffd\n\t'{persian}'\ufffd[31m"
    assert kept.answers == {"why": f"\ufffd{persian}\ufffd"}


def of_steps(course: Course, outputs: dict[str, tuple[Output, ...]], count: int = 1) -> Transcript:
    """The transcript of *count* cells of a student's own, called 0, 1 and so on."""
    steps = tuple(RunStep(label=str(n), source="pass", source_name=None) for n in range(count))
    plan = Plan(steps=(*steps, CheckStep(name="forward")), matches=(), answers={}, notes=(), stubs=())
    return transcribe(read_source(source_path(course)), plan, outputs, {"0": "ValueError: no"})


def test_outputs_are_text_and_pictures_whatever_forms_a_value_has(course: Course) -> None:
    forms: dict[str, str | bytes] = {"text/plain": "<Figure>", "text/html": "<b>x</b>", "image/png": FIGURE}
    shown: tuple[Output, ...] = (
        StreamOutput(name="stderr", text="careful"),
        DisplayOutput(output_type="display_data", data=forms),
        DisplayOutput(output_type="execute_result", data={"text/html": "<b>x</b>", "text/plain": "x"}),
        DisplayOutput(output_type="execute_result", data={"text/html": "<b>only</b>"}),
        DisplayOutput(output_type="execute_result", data={}),
    )
    (cell,) = of_steps(course, {"0": shown}).cells
    assert cell.error == "ValueError: no"
    assert cell.shown == (
        Printed(text="careful", is_error=True),
        Picture(png=FIGURE, width=5, height=3),
        Value(text="x"),
        Value(text="<b>only</b>"),
    )


def test_of_a_long_text_both_ends_are_kept(course: Course) -> None:
    text = "a" * HEAD + "b" * 1234 + "c" * TAIL
    (cell,) = of_steps(course, {"0": (StreamOutput(name="stdout", text=text),)}).cells
    assert cell.shown == (Printed(text="a" * HEAD + "\n… 1,234 characters are left out …\n" + "c" * TAIL),)


def test_what_is_kept_of_one_submission_is_bounded_and_says_that_it_was_cut(course: Course) -> None:
    noise = png(np.random.default_rng(0).integers(0, 256, (600, 600, 3), dtype=np.uint8))
    shown = DisplayOutput(output_type="display_data", data={"image/png": noise})
    kept = of_steps(course, {str(n): (shown,) for n in range(9)}, count=9)
    assert kept.is_cut
    assert sum(len(cell.shown) for cell in kept.cells) == MAX_KEPT // len(noise)
    assert len(kept.cells) == 9


@pytest.mark.parametrize("text", ["\"\"''", "1 ", "'''\n"])
def test_code_is_kept_as_far_as_its_page_is_bounded(course: Course, text: str) -> None:
    source = (text * 30_000)[:30_000]
    steps = tuple(RunStep(label=str(n), source=source, source_name=None) for n in range(20))
    plan = Plan(steps=steps, matches=(), answers={}, notes=(), stubs=())
    kept = transcribe(read_source(source_path(course)), plan, {}, {})
    assert kept.is_cut
    assert 1 < len(kept.cells) < 20
    assert len(code_lines(source)) * len(kept.cells) <= MAX_KEPT


def test_outputs_without_text_take_room_too(course: Course) -> None:
    shown = (StreamOutput(name="stdout", text=""),) * (MAX_KEPT // 100)
    kept = of_steps(course, {"0": shown})
    assert kept.is_cut
    assert len(kept.cells[0].shown) < len(shown)


def test_a_transcript_is_found_by_the_release_and_the_bytes(tmp_path: Path) -> None:
    store = Transcripts(tmp_path)
    kept = Transcript(cells=(), answers={"why": "because"})
    store.keep(kept, release=RELEASE, digest=DIGEST)
    assert store.find(REPORT) == kept
    for change in ({"release": "0" * 64}, {"digest": "0" * 64}, {"digest": None}):
        assert store.find(msgspec.structs.replace(REPORT, **change)) is None


@pytest.mark.parametrize("digest", ["../../../../etc/passwd", "/etc/passwd", "", "\0"])
def test_a_report_names_no_file_outside_the_store(tmp_path: Path, digest: str) -> None:
    (tmp_path / "x.json").write_bytes(msgspec.json.encode(Transcript(cells=())))
    store = Transcripts(tmp_path / "store")
    report: Report = msgspec.structs.replace(REPORT, release="..", digest=digest)
    assert store.find(report) is None


def test_a_file_that_is_no_transcript_counts_as_none(tmp_path: Path) -> None:
    store = Transcripts(tmp_path)
    store.keep(Transcript(cells=()), release=RELEASE, digest=DIGEST)
    (path,) = tmp_path.rglob("*.json")
    path.write_bytes(b'{"cells": [{"label')
    assert store.find(REPORT) is None


def test_old_releases_are_forgotten(tmp_path: Path) -> None:
    store = Transcripts(tmp_path)
    for release in "0123456":
        store.keep(Transcript(cells=()), release=release * 64, digest=DIGEST)
    store.tidy()
    assert len([*tmp_path.iterdir()]) == 4
