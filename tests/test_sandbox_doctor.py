"""``grader doctor``: what it says of this machine, and the advice that it gives on others."""

import json
import platform
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from grader.cli.machine import doctor
from grader.sandbox import advice, bubblewrap
from grader.sandbox.advice import EVERYTHING, Advice, advise
from grader.sandbox.effects import Effect
from grader.sandbox.probe import Machine, RungReport, probe
from grader.sandbox.rungs import Rung

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
ISOLATION = Path(__file__).parents[1] / "docs" / "isolation.md"
HERE = Machine(
    rung=Rung.LANDLOCK,
    rungs=(
        RungReport(rung=Rung.NAMESPACES, available=False, problem="no such thing", missing=tuple(Effect)),
        RungReport(rung=Rung.LANDLOCK, available=True, problem="", missing=(Effect.HIDDEN, Effect.DISK)),
    ),
    landlock_abi=4,
    kernel="Linux 6.8.0 x86_64",
    as_root=False,
    groups_problem="no control group may be made here",
    advice=EVERYTHING,
)


def shown(monkeypatch: pytest.MonkeyPatch, machine: Machine, *options: str) -> str:
    monkeypatch.setattr("grader.cli.machine.probe", lambda: machine)
    result = CliRunner().invoke(doctor, options)
    assert result.exit_code == 0, result.output
    return result.output


def switches(**values: str) -> Any:
    return lambda path: values.get(Path(path).name, "")


def titles(rung: Rung, **facts: Any) -> list[str]:
    known = {"has_groups": True, "has_bubblewrap": True, "landlock_abi": 7}
    return [found.title for found in advise(rung, **(known | facts))]


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain Linux where everything is switched on."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform, "release", lambda: "6.8.0")
    monkeypatch.setattr(advice, "_read", switches())
    monkeypatch.setattr("os.path.exists", lambda _path: False)
    monkeypatch.setattr("os.path.isdir", lambda _path: False)


def test_it_names_what_is_enforced_what_is_not_and_how_to_get_more(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(monkeypatch, HERE)
    assert "rung 1b" in text
    assert "no such thing" in text
    assert "files hidden" in text
    assert "needs rung 1 or 1b" in text
    assert "official grades can rest on this" in text
    for command in (command for found in EVERYTHING for command in found.commands):
        assert f"    $ {command}\n" in text


def test_programs_get_the_same_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    told = json.loads(shown(monkeypatch, HERE, "--json"))
    assert told["schema"] == "welldone/doctor/1"
    assert (told["rung"], told["official"], told["groups"]) == ("2", True, "")
    assert [rung["rung"] for rung in told["rungs"]] == ["1b", "2"]
    enforced = {row["what"]: row["by"] for row in told["enforced"]}
    assert enforced["disk bounded"] is None
    assert enforced["files unreadable"] == "Landlock"
    assert told["advice"][0]["commands"] == ["sudo apt install bubblewrap"]


def test_an_architecture_whose_numbers_were_never_tried_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    assert "aarch64: the numbers of its system calls were never tried" in shown(monkeypatch, HERE)
    assert json.loads(shown(monkeypatch, HERE, "--json"))["architecture"] == {
        "name": "aarch64",
        "tried": False,
    }
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    assert "never tried" not in shown(monkeypatch, HERE)


@pytest.mark.parametrize("found", EVERYTHING, ids=lambda found: found.title)
def test_the_documentation_has_every_advice(found: Advice) -> None:
    text = " ".join(ISOLATION.read_text(encoding="utf-8").split())
    assert f"**{found.title}.** {found.text}" in text
    for command in found.commands:
        assert f"$ {command}" in text


@pytest.mark.usefixtures("bare")
def test_below_rung_1b_the_obstacle_that_can_be_seen_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert titles(Rung.LANDLOCK) == ["An old kernel"]
    monkeypatch.setattr(advice, "_read", switches(apparmor_restrict_unprivileged_userns="1"))
    assert titles(Rung.LANDLOCK) == ["Ubuntu 23.10 and newer, so CI runners with Ubuntu 24.04 too"]
    monkeypatch.setattr(advice, "_read", switches(max_user_namespaces="0"))
    assert titles(Rung.SECCOMP, landlock_abi=0) == [
        "User namespaces are switched off",
        "Linux without Landlock",
    ]


@pytest.mark.usefixtures("bare")
def test_a_container_on_a_restricted_host_is_told_of_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advice, "_read", switches(apparmor_restrict_unprivileged_userns="1"))
    monkeypatch.setattr("os.path.exists", lambda path: path == "/.dockerenv")
    assert [title.split()[0] for title in titles(Rung.LANDLOCK)] == ["A", "Ubuntu"]


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("release", ["5.15.167.4-microsoft-standard-WSL2", "4.4.0-19041-Microsoft"])
def test_wsl_is_known_by_its_kernel(release: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "release", lambda: release)
    assert titles(Rung.RLIMITS) == ["WSL"]


def test_on_macos_there_is_one_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert titles(Rung.NONE, landlock_abi=0) == ["macOS, and whatever else is not Linux"]


@pytest.mark.usefixtures("bare")
def test_on_rung_1b_bubblewrap_is_named_unless_it_is_there() -> None:
    assert titles(Rung.NAMESPACES, has_bubblewrap=False) == ["Rung 1: bubblewrap"]
    assert titles(Rung.NAMESPACES) == titles(Rung.BUBBLEWRAP) == []


@pytest.mark.usefixtures("bare")
def test_an_ordinary_user_under_systemd_is_told_how_to_get_a_control_group(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("os.path.isdir", lambda path: path == "/run/systemd/system")
    assert titles(Rung.BUBBLEWRAP, has_groups=False) == ["Control groups"]
    assert titles(Rung.BUBBLEWRAP) == []


@on_linux
@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("echo 'bwrap: setting up uid map: Permission denied' >&2; exit 1", "setting up uid map"),
        # what Ubuntu's own profile for it does: it may make namespaces, and what it starts may not
        ('exec {bwrap} --disable-userns --unshare-user "$@"', ""),
    ],
    ids=["refused", "stripped"],
)
def test_where_bubblewrap_does_not_hold_the_next_rung_is_taken(
    script: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = bubblewrap.find()
    if "{bwrap}" in script and real is None:
        pytest.skip("bubblewrap is not installed")
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\n" + script.format(bwrap=real) + "\n")
    program.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "find", lambda: str(program))
    found = probe(every_rung=False)
    assert found.rungs[0].rung is Rung.BUBBLEWRAP
    assert not found.rungs[0].available
    assert problem in found.rungs[0].problem
    assert found.rung is not Rung.BUBBLEWRAP
