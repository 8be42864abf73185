"""One submission, run step by step, with a snapshot at each check's place."""

from collections.abc import Iterator

import pytest

from grader.course import Limits
from grader.sandbox.host import Zygote
from grader.submission.failures import StudentError, WorkerLost
from grader.submission.outputs import DisplayOutput, StreamOutput
from tests.notebooks import QUICK, looking, run_of, start_zygote

DEAF = "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())"


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with start_zygote() as zygote:
        yield zygote


def test_a_check_sees_the_notebook_as_it_is_at_its_place(zygote: Zygote) -> None:
    run = run_of(zygote, "x = 1", "?early", "x = 2", "?late")
    with looking(run, "early") as early:
        assert early.submission.x == 1
    with looking(run, "late") as late:
        assert late.submission.x == 2
    run.finish()


def test_what_a_check_changes_is_seen_by_no_other_check_and_not_by_the_notebook(zygote: Zygote) -> None:
    run = run_of(zygote, "seen = []\ndef add(): seen.append(1)", "?first", "?second", "after = list(seen)")
    with looking(run, "first") as first:
        first.submission.add()
        assert first.submission.seen == [1]
    with looking(run, "second") as second:
        assert second.submission.seen == []
    with looking(run, None) as end:
        assert end.submission.after == []
    run.finish()


def test_files_that_a_check_writes_are_its_own(zygote: Zygote) -> None:
    cell = (
        "def write(text): open('a.txt', 'w').write(text)\n"
        "def read(): return open('a.txt').read()\n"
        "write('notebook')"
    )
    run = run_of(zygote, cell, "?first", "?second")
    with looking(run, "first") as first:
        first.submission.write("check")
        assert first.submission.read() == "check"
    with looking(run, "second") as second:
        assert second.submission.read() == "notebook"
    run.finish()


def test_a_cell_that_raises_is_recorded_and_the_rest_goes_on(zygote: Zygote) -> None:
    run = run_of(zygote, "a = 1\na / 0", "b = 2")
    with looking(run, None) as end:
        assert end.submission.b == 2
    run.finish()
    assert run.errors == {"cell-1": "ZeroDivisionError: division by zero\n  at line 2 of cell cell-1: a / 0"}


def test_a_cell_that_does_not_parse_is_recorded_with_its_line(zygote: Zygote) -> None:
    run = run_of(zygote, "a = 1\ndef f(:\n", "b = 2")
    run.finish()
    assert "SyntaxError" in run.errors["cell-1"]
    assert "line 2 of cell cell-1" in run.errors["cell-1"]


def test_a_cell_that_ends_the_process_costs_what_follows_nothing(zygote: Zygote) -> None:
    run = run_of(zygote, "a = 1", "import os; os._exit(3)", "b = a + 1", "?check")
    with looking(run, "check") as check:
        assert check.submission.b == 2
    run.finish()
    assert run.errors == {"cell-2": "the cell ended the process (exit code 3)"}
    assert run.notes == ["cell cell-2 ended the process (exit code 3): the notebook was run again without it"]


def test_the_notebook_is_run_again_only_once(zygote: Zygote) -> None:
    end = "import os; os._exit(0)"
    run = run_of(zygote, end, end, "b = 2", "?check")
    with pytest.raises(WorkerLost), looking(run, "check"):
        pass
    run.finish()
    assert set(run.errors) == {"cell-1", "cell-2"}


def test_an_endless_cell_is_interrupted_and_the_notebook_goes_on(zygote: Zygote) -> None:
    run = run_of(zygote, "a = 1", "while True: pass", "b = a + 1", limits=Limits(cell_seconds=0.3))
    with looking(run, None) as end:
        assert end.submission.b == 2
    run.finish()
    assert "TimeLimit: 0.3 s of processor time are used up" in run.errors["cell-2"]
    assert run.notes == []


def test_a_sleeping_cell_is_interrupted_by_the_clock(zygote: Zygote) -> None:
    limits = Limits(cell_seconds=0.2, wall_factor=1.0, wall_extra_seconds=0.1)
    run = run_of(zygote, "import time; time.sleep(1000)", "b = 2", limits=limits)
    with looking(run, None) as end:
        assert end.submission.b == 2
    run.finish()
    assert "TimeLimit: 0.3 s have passed" in run.errors["cell-1"]


def test_a_cell_that_is_deaf_to_signals_is_left_out(zygote: Zygote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.submission.run.GRACE_S", 0.3)
    stubborn = f"{DEAF}\nwhile True: pass"
    limits = Limits(cell_seconds=0.2, wall_factor=1.0, wall_extra_seconds=0.1)
    run = run_of(zygote, "a = 1", stubborn, "b = a + 1", limits=limits)
    with looking(run, None) as end:
        assert end.submission.b == 2
    run.finish()
    assert run.errors == {"cell-2": "the cell took too long"}


def test_a_check_whose_process_crashes_touches_no_other(zygote: Zygote) -> None:
    run = run_of(zygote, "import os, signal\ndef die(): os.kill(os.getpid(), signal.SIGSEGV)", "?one", "?two")
    with pytest.raises(WorkerLost), looking(run, "one") as one:
        one.submission.die()
    assert one.ending == "was ended by SIGSEGV"
    with looking(run, "two") as two:
        assert callable(two.submission.die)
    run.finish()
    assert run.notes == []


def test_a_call_that_never_ends_is_interrupted_and_the_check_can_go_on(zygote: Zygote) -> None:
    run = run_of(zygote, "def hang():\n    while True: pass", "?check", limits=QUICK)
    with looking(run, "check", cpu_s=0.3) as check, pytest.raises(StudentError) as caught:
        check.submission.hang()
    assert caught.value.defect.kind == "timeout"
    run.finish()


def test_a_check_process_that_cannot_be_interrupted_is_ended(
    zygote: Zygote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.submission.run.GRACE_S", 0.2)
    cell = f"def hang():\n    {DEAF}\n    while True: pass"
    limits = Limits(wall_factor=1.0, wall_extra_seconds=0.1)
    run = run_of(zygote, cell, "?one", "?two", limits=limits)
    with pytest.raises(WorkerLost) as caught, looking(run, "one", cpu_s=0.2) as one:
        one.submission.hang()
    assert caught.value.timed_out
    with looking(run, "two") as two:
        assert callable(two.submission.hang)
    run.finish()


def test_every_source_of_randomness_has_a_stated_seed(zygote: Zygote) -> None:
    cell = (
        "import random\n"
        "x = (random.random(), float(np.random.rand()), float(np.random.default_rng().random()))"
    )
    drawn = []
    for _ in range(2):
        run = run_of(zygote, cell)
        with looking(run, None) as end:
            drawn.append(end.submission.x)
        run.finish()
    assert drawn[0] == drawn[1]


def test_outputs_are_kept_in_order(zygote: Zygote) -> None:
    run = run_of(zygote, "print('one')\nimport sys\nprint('two', file=sys.stderr)\n1 + 1")
    run.finish()
    assert run.outputs["cell-1"] == (
        StreamOutput(name="stdout", text="one\n"),
        StreamOutput(name="stderr", text="two\n"),
        DisplayOutput(output_type="execute_result", data={"text/plain": "2"}),
    )


def test_a_flood_of_output_is_cut_and_says_so(zygote: Zygote) -> None:
    run = run_of(zygote, "for _ in range(300): print('x' * 1000)")
    run.finish()
    (output,) = run.outputs["cell-1"]
    assert isinstance(output, StreamOutput)
    assert len(output.text) < 101_000
    assert "output cut here" in output.text


def test_a_figure_shows_itself_without_a_kernel() -> None:
    setup = (("setup-1", "%matplotlib inline\nimport matplotlib.pyplot as plt"),)
    with start_zygote(setup=setup) as zygote:
        run = run_of(zygote, "plt.plot([1, 2]);")
        run.finish()
    (output,) = run.outputs["cell-1"]
    assert isinstance(output, DisplayOutput)
    assert isinstance(output.data["image/png"], bytes)


def test_setup_that_cannot_be_shared_is_run_in_each_process() -> None:
    with start_zygote(setup=()) as zygote:
        run = run_of(zygote, "y = x + 1", setup=(("setup-1", "x = 41"),))
        with looking(run, None) as end:
            assert end.submission.y == 42
        run.finish()


def test_the_reference_of_an_earlier_question_is_defined_in_that_checks_snapshot_only(zygote: Zygote) -> None:
    run = run_of(zygote, "def f(): return 'mine'\ndef g(): return f()", "?with", "?without")
    with looking(run, "with", given=(("f", "def f(): return 'reference'"),)) as with_given:
        assert with_given.submission.g() == "reference"
    with looking(run, "without") as without:
        assert without.submission.g() == "mine"
    run.finish()


def test_a_magic_that_IPython_knows_works(zygote: Zygote) -> None:
    run = run_of(zygote, "%config InlineBackend.figure_format = 'png'", "b = 2")
    with looking(run, None) as end:
        assert end.submission.b == 2
    run.finish()


def test_memory_that_runs_out_is_an_error_of_its_cell() -> None:
    from grader.sandbox.rungs import Limits as Bounds
    from grader.sandbox.rungs import Policy, Rung

    policy = Policy(rung=Rung.RLIMITS, limits=Bounds(memory_bytes=256 << 20))
    with Zygote(policy, setup=(("setup-1", "import numpy as np"),)) as zygote:
        run = run_of(zygote, "a = np.ones((1 << 28,))", "b = 2")
        with looking(run, None) as end:
            assert end.submission.b == 2
        run.finish()
    assert "MemoryError" in run.errors["cell-1"]
