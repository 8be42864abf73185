"""What a hostile worker cannot do to the trusted side, one means at a time, without a sandbox."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.course import Limits
from grader.model import Outcome
from grader.plugin.outcomes import verdict_of
from grader.sandbox.host import Worker, Zygote
from grader.submission.failures import StudentError, Unusable, WorkerLost
from grader.submission.outputs import DisplayOutput, Room, StreamOutput, take_outputs
from grader.submission.proxies import MAX_LENGTH
from grader.submission.run import Snapshot, SubmissionRun
from tests.notebooks import QUICK, looking, place, plan_of, run_of, start_zygote, submission_of

LYING = """
from grader.worker.answer import CheckProcess
honest = CheckProcess._answer
def lie(self, request): return {lie} if request[0] == {operation!r} else honest(self, request)
CheckProcess._answer = lie
"""
CONTRARY = """
class Contrary:
    "Says other things to numpy's functions and to len() than it holds."
    shape, size, ndim = (2, 3), 6, 2
    lengths = [6, 0]
    def sum(self, *arguments, **keywords): return 1.0
    all = any = mean = max = min = std = var = prod = round = argmax = sum
    def __len__(self): return self.lengths.pop(0) if self.lengths else 0
    def __iter__(self): return iter([])
    def __getitem__(self, key): return key
    def grow(self): self.lengths[:] = [3]
contrary = Contrary()
class Batches:
    "An honest one: as many samples as its length, one item for each batch."
    def __len__(self): return 100
    def __iter__(self): return iter([1, 2])
batches = Batches()
class Vast:
    def __len__(self): return 2 * 10**9
    def __iter__(self): return iter([1])
vast = Vast()
"""


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with start_zygote() as zygote:
        yield zygote


def outcome(snapshot: Snapshot, error: BaseException | None = None) -> Outcome:
    return verdict_of(error, spoilt=snapshot.spoilt, ending=snapshot.ending, cell_error=None).outcome


@pytest.mark.parametrize(
    ("body", "outcome_is"),
    [
        ("import os; os._exit(0)", Outcome.CRASHED),
        ("while True: pass", Outcome.TIMEOUT),
        ("raise MemoryError", Outcome.MEMORY),
        ("raise ValueError", Outcome.PASSED),
    ],
)
def test_a_check_that_expects_an_exception_is_not_passed_by_what_is_none_of_the_students(
    zygote: Zygote, body: str, outcome_is: Outcome
) -> None:
    run = run_of(zygote, f"def refuse(x):\n    {body}")
    with looking(run, None, cpu_s=0.3) as snapshot, pytest.raises((StudentError, WorkerLost)):
        snapshot.submission.refuse(-1)
    assert outcome(snapshot) is outcome_is
    run.close()


def test_a_check_whose_process_speaks_after_its_last_answer_is_not_passed(zygote: Zygote) -> None:
    chatter = LYING.format(operation="end", lie="self._channel._sock.send(b'x' * 10)")
    run = run_of(zygote, f"{chatter}\ndef f(): return 1")
    with looking(run, None) as snapshot:
        assert snapshot.submission.f() == 1
    assert outcome(snapshot) is Outcome.CRASHED
    run.close()


def test_what_the_trusted_side_killed_itself_is_not_said_to_have_ended_so(zygote: Zygote) -> None:
    run = run_of(zygote, LYING.format(operation="get", lie="17"))
    with looking(run, None) as snapshot, pytest.raises(WorkerLost, match="broke the protocol: an answer"):
        assert snapshot.submission.anything
    assert snapshot.ending is None
    run.close()


@pytest.mark.parametrize(
    "function",
    [
        np.sum,
        np.all,
        np.any,
        np.mean,
        np.max,
        np.min,
        np.std,
        np.round,
        np.argmax,
        np.shape,
        np.size,
        np.ndim,
    ],
)
def test_a_function_of_numpy_is_not_answered_by_a_students_method(
    zygote: Zygote, function: Callable[[Any], Any]
) -> None:
    with submission_of(zygote, CONTRARY) as submission, pytest.raises(Unusable, match="is no array"):
        function(submission.contrary)


def test_arrays_that_are_compared_as_a_whole_are_not_unequal_to_an_object(zygote: Zygote) -> None:
    with submission_of(zygote, CONTRARY) as submission, pytest.raises(Unusable, match="is no array"):
        np.array_equal(np.ones(3), submission.contrary)


def test_an_object_that_gives_fewer_items_than_a_check_was_told_is_refused(zygote: Zygote) -> None:
    with submission_of(zygote, CONTRARY) as submission:
        contrary = submission.contrary
        assert len(contrary) == 6
        with pytest.raises(Unusable, match="said that it has 6 items, and gave 0"):
            list(zip(range(6), contrary, strict=False))


def test_an_object_that_says_another_length_than_before_is_refused(zygote: Zygote) -> None:
    with submission_of(zygote, CONTRARY) as submission:
        assert len(submission.contrary) == 6
        with pytest.raises(Unusable, match="said that it has 6 items, and now that it has 0"):
            len(submission.contrary)


def test_an_object_may_change_its_length_when_something_was_asked_of_it(zygote: Zygote) -> None:
    with submission_of(zygote, CONTRARY) as submission:
        assert len(submission.contrary) == 6
        submission.contrary.grow()
        assert len(submission.contrary) == 3


def test_an_object_whose_length_no_check_asked_for_may_have_another(zygote: Zygote) -> None:
    with submission_of(zygote, CONTRARY) as submission:
        assert list(submission.batches) == [1, 2]


def test_no_room_is_made_for_a_length_that_is_only_said(zygote: Zygote) -> None:
    with submission_of(zygote, CONTRARY) as submission, pytest.raises(Unusable, match=f"{MAX_LENGTH} are"):
        list(submission.vast)


@pytest.mark.parametrize("item", ["np.ones(100_000)", "[set() for _ in range(10_000)]"])
def test_one_check_takes_only_so_much_from_a_submission(
    zygote: Zygote, monkeypatch: pytest.MonkeyPatch, item: str
) -> None:
    monkeypatch.setattr("grader.submission.connection.MAX_FETCHED", 10 << 20)
    run = run_of(zygote, f"def more():\n    while True: yield {item}")
    with (
        looking(run, None) as snapshot,
        pytest.raises(WorkerLost, match="more than 10 MiB: let it fetch less"),
    ):
        list(snapshot.submission.more())
    run.close()


@pytest.mark.parametrize(
    "output",
    [
        {"output_type": np.arange(3), "name": "stdout", "text": "x", "data": {}},
        {"output_type": "stream", "name": np.arange(2), "text": "x"},
        {"output_type": "stream", "name": ["stdout"], "text": "x"},
        {"output_type": "display_data", "data": np.ones(2)},
        {1: 2},
        17,
    ],
    ids=repr,
)
def test_an_output_that_is_none_is_dropped(output: object) -> None:
    kept = StreamOutput(name="stdout", text="kept")
    assert take_outputs([output, {"output_type": "stream", "name": "stdout", "text": "kept"}]) == (kept,)


def test_the_outputs_of_one_notebook_are_bounded(zygote: Zygote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.submission.outputs.MAX_SHOWN", 100)
    run = run_of(zygote, *[f"print({letter!r} * 60)" for letter in "abc"], "print('d')")
    run.finish()
    assert [len(shown) for shown in run.outputs.values()] == [1, 0, 0, 1]
    assert any("outputs of some of its cells are left out" in note for note in run.notes)


def test_a_picture_without_room_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.submission.outputs.MAX_SHOWN", 3_000)
    shown = {"output_type": "display_data", "data": {"image/png": np.zeros((20, 20, 3), np.uint8)}}
    outputs = take_outputs([shown] * 5, room := Room())
    assert sum("image/png" in output.data for output in outputs if isinstance(output, DisplayOutput)) == 2
    assert room.is_used_up


@pytest.mark.parametrize("answer", ["17", "[17]", "[[1, 2, 3]]", "[['no error', np.ones(3)]]"])
def test_a_faked_account_of_what_a_check_shows_fails_nothing(zygote: Zygote, answer: str) -> None:
    run = run_of(zygote, LYING.format(operation="show", lie=answer), "?check")
    run.show(place("check"), "1 + 1")
    with looking(run, "check") as check:
        assert check.submission.np.pi
    assert not any(isinstance(output, DisplayOutput) for output in run.outputs.get("check", ()))
    run.close()


@pytest.mark.parametrize(
    "obstacle",
    ["os.mkfifo('pipe')", "os.mkdir('locked', 0)", "os.makedirs('a'); os.chdir('a'); os.rmdir('../a')"],
)
def test_a_directory_that_cannot_be_copied_fails_no_check(zygote: Zygote, obstacle: str) -> None:
    run = run_of(zygote, f"import os\n{obstacle}\ndef f(): return 1")
    with looking(run, None) as check:
        assert check.submission.f() == 1
    run.close()


def test_cells_that_together_take_too_long_are_not_run_to_the_end(zygote: Zygote) -> None:
    limits = Limits(
        cell_seconds=0.4, check_seconds=1.0, submission_seconds=1.0, wall_factor=1.0, wall_extra_seconds=0.0
    )
    sleeps = ["a = 1", "?early", *["import time; time.sleep(0.35)"] * 10, "b = 2", "?late"]
    run = run_of(zygote, *sleeps, limits=limits)
    with looking(run, "early") as early:
        assert early.submission.a == 1
    with pytest.raises(WorkerLost, match="took longer than 1 s together") as lost, looking(run, "late"):
        pass
    assert verdict_of(lost.value, ending=None, cell_error=None).outcome is Outcome.TIMEOUT
    run.finish()
    assert any("what follows it were not run" in note for note in run.notes)


THIEF = """
import os
from grader.worker.shell import NotebookShell
honest = NotebookShell.define
def define(self, source, label, names):
    with open("../stolen", "w") as file:
        file.write(source)
    honest(self, source, label, names)
NotebookShell.define = define
def secret():
    for path in ("stolen", "../stolen"):
        if os.path.exists(path):
            return open(path).read()
    return "unknown"
"""
REFERENCE = (("f", "def f(): return 'reference'"),)


def test_a_reference_that_one_check_was_given_is_known_to_no_other(zygote: Zygote) -> None:
    run = run_of(zygote, THIEF, "?given", "?plain", "?given too")
    with looking(run, "given", given=REFERENCE) as given:
        assert "reference" in given.submission.secret()  # the theft itself works
    with looking(run, "plain") as plain:
        assert plain.submission.secret() == "unknown"
    run.close()


def test_references_are_told_to_one_run_aside_as_long_as_whoever_looks_may_know_them(zygote: Zygote) -> None:
    started = []

    def spawn() -> Worker:
        started.append(1)
        return zygote.spawn(seed=0, deadline_s=30.0)

    other = (("g", "def g(): return 1"),)
    plan = plan_of("x = 1", "?one", "?two", "?three", "?four")
    run = SubmissionRun(plan, spawn, limits=QUICK)
    for name, given, runs in (
        ("one", (), 1),
        ("two", REFERENCE, 2),
        ("three", (*REFERENCE, *other), 2),
        ("four", (), 2),
        ("four", other, 3),
    ):
        with looking(run, name, given=given) as snapshot:
            assert snapshot.submission.x == 1
        assert len(started) == runs, name
    run.close()


@pytest.mark.parametrize("ends", [1, 2])
def test_a_notebook_whose_process_is_lost_when_a_check_comes_is_run_again_once(
    zygote: Zygote, tmp_path: Path, ends: int
) -> None:
    mortal = (
        "import os\n"
        "from grader.worker.serve import _NotebookProcess\n"
        "honest = _NotebookProcess._fork\n"
        "def fork(self, *fields):\n"
        f"    lives = {str(tmp_path)!r}\n"
        f"    if len(os.listdir(lives)) < {ends}:\n"
        "        os.close(os.open(f'{lives}/{os.getpid()}', os.O_CREAT))\n"
        "        os._exit(1)\n"
        "    return honest(self, *fields)\n"
        "_NotebookProcess._fork = fork\n"
        "x = 1\n"
    )
    run = run_of(zygote, mortal, "?one", "?two")
    with pytest.raises(WorkerLost) if ends > 1 else contextlib.nullcontext(), looking(run, "one") as one:
        assert one.submission.x == 1
    run.close()


def test_a_worker_that_takes_no_sockets_is_lost(zygote: Zygote) -> None:
    hoard = (
        "from grader.worker.serve import _NotebookProcess\n"
        "_NotebookProcess._fork = _NotebookProcess._reap = lambda *arguments: True"
    )
    run = run_of(zygote, hoard, "?check")
    lost = None
    for _ in range(1_000):
        try:
            with looking(run, "check") as snapshot:
                snapshot.connection.lose("not waited for")
        except WorkerLost as error:
            lost = error
            break
    assert "takes no more sockets" in str(lost)
    run.close()


def test_a_command_for_the_shell_is_not_run_and_costs_its_cell_nothing(zygote: Zygote) -> None:
    run = run_of(zygote, "!exit 3\nfiles = !ls\ndef f(): return 1")
    with looking(run, None) as end:
        assert end.submission.f() == 1
        assert list(end.submission.files) == []
    run.finish()
    assert run.errors == {}
    (output,) = run.outputs["cell-1"]
    assert isinstance(output, StreamOutput)
    assert "starts no other program" in output.text
