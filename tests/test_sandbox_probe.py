"""What the machine can enforce, and what is chosen from it."""

import os
import sys

import pytest

from grader.errors import IsolationError
from grader.sandbox import advice
from grader.sandbox.effects import Effect
from grader.sandbox.probe import Machine, RungReport, choose, probe
from grader.sandbox.rungs import Isolation, Rung

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")


def machine(rung: Rung, *reports: RungReport) -> Machine:
    return Machine(rung=rung, rungs=reports, landlock_abi=0, kernel="Linux 5.4 x86_64", as_root=False)


def unavailable(rung: Rung, problem: str) -> RungReport:
    return RungReport(rung=rung, available=False, problem=problem, missing=tuple(Effect))


@on_linux
def test_probing_reports_on_every_rung_the_highest_first() -> None:
    found = probe()
    assert [report.rung for report in found.rungs] == ["1", "1b", "2", "3", "4"]
    assert found.rung == next((report.rung for report in found.rungs if report.available), Rung.NONE)
    assert all(report.available or report.problem for report in found.rungs)


@on_linux
def test_a_rung_that_is_available_misses_nothing_that_it_claims() -> None:
    found = probe(every_rung=False)
    if not found.rung.has_namespaces:
        pytest.skip("this machine has neither rung 1 nor 1b")
    assert found.rungs[-1].missing == ()
    assert all(row.by for row in found.rows())


@on_linux
def test_probing_leaves_no_descriptor_and_no_process() -> None:
    def count() -> tuple[int, str]:
        with open(f"/proc/self/task/{os.getpid()}/children") as file:
            return len(os.listdir("/proc/self/fd")), file.read()

    before = count()
    probe()
    assert count() == before


@pytest.mark.parametrize("rung", [Rung.BUBBLEWRAP, Rung.NAMESPACES, Rung.LANDLOCK])
def test_strict_takes_the_official_rungs(rung: Rung) -> None:
    assert choose(Isolation.STRICT, machine(rung)) is rung


@pytest.mark.parametrize("rung", [Rung.SECCOMP, Rung.RLIMITS, Rung.NONE])
def test_strict_refuses_what_grades_cannot_rest_on_and_says_what_is_missing(rung: Rung) -> None:
    here = machine(rung, unavailable(Rung.NAMESPACES, "OSError: unshare: Operation not permitted"))
    with pytest.raises(IsolationError, match=r"(?s)unshare: Operation not permitted.*What to do") as raised:
        choose(Isolation.STRICT, here)
    assert "--isolation best" in str(raised.value)


def test_best_takes_what_there_is() -> None:
    assert choose(Isolation.BEST, machine(Rung.RLIMITS)) is Rung.RLIMITS


def test_none_is_none_whatever_the_machine_could_do() -> None:
    assert choose(Isolation.NONE, machine(Rung.NAMESPACES)) is Rung.NONE


def test_what_is_not_enforced_has_a_row_that_says_what_to_do() -> None:
    rows = {row.what: row for row in machine(Rung.NONE).rows()}
    assert rows["no network"].by is None
    assert rows["no network"].detail
    assert len(rows) == len(Effect)


def test_ubuntu_s_switch_is_named_where_it_is_the_obstacle(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(path: object) -> str:
        return "1" if str(path).endswith("apparmor_restrict_unprivileged_userns") else ""

    monkeypatch.setattr(advice, "_read", read)
    assert "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0" in advice.about_namespaces()
