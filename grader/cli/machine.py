"""``grader doctor`` and ``grader data``: what this machine can do, and what it has."""

import platform

import click
import msgspec
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.cli.tables import console, doctor_table
from grader.sandbox.mechanisms import SUMMARIES
from grader.sandbox.probe import Machine, probe
from grader.sandbox.syscall_numbers import ARCHITECTURES, TRIED

__all__ = ["data", "doctor"]

_SCHEMA = "welldone/doctor/1"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print it for other programs.")
def doctor(*, as_json: bool) -> None:
    """Show what this machine can enforce, by what, and how to get more."""
    machine = probe()
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(_for_programs(machine)), indent=2))
        return
    out = console()
    user = "root" if machine.as_root else "an ordinary user"
    out.print(f"{machine.kernel}, Landlock ABI {machine.landlock_abi}, as {user}", markup=False)
    if _is_untried():
        out.print(
            f"{platform.machine()}: the numbers of its system calls were never tried on such a machine; "
            "what is said below was",
            markup=False,
        )
    out.print(_rungs(machine))
    out.print(f"\nwhat the highest, rung {machine.rung.value}, enforces:")
    out.print(doctor_table(machine.rows()))
    if machine.rung.is_official:
        out.print("official grades can rest on this: it is what 'grader grade' asks for by default")
    else:
        out.print("'grader grade' refuses to run here unless you say --isolation best")
    _advise(out, machine)


def _rungs(machine: Machine) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for _ in range(2):
        table.add_column(no_wrap=True)
    before = ""
    for report in machine.rungs:
        mark = Text("✓", "green") if report.available else Text("✗", "red")
        problem = "the same" if report.problem and report.problem == before else report.problem
        table.add_row(mark, f"rung {report.rung.value}", SUMMARIES[report.rung], Text(problem))
        before = report.problem
    mark = Text("✓", "green") if machine.groups else Text("·", "yellow")
    what = "a bound on all processes together"
    table.add_row(mark, "groups", what, Text(machine.groups or machine.groups_problem))
    return table


def _advise(out: Console, machine: Machine) -> None:
    if not machine.advice:
        return
    out.print("\nhow to get more here; docs/isolation.md has it for other machines:", markup=False)
    for advice in machine.advice:
        out.print()
        out.print(Padding(Text.assemble((advice.title, "bold"), "\n", advice.text), (0, 0, 0, 2)))
        for command in advice.commands:
            out.print(f"    $ {command}", markup=False, soft_wrap=True)  # so that it can be copied


def _is_untried() -> bool:
    return platform.machine() in ARCHITECTURES and platform.machine() not in TRIED


def _for_programs(machine: Machine) -> dict[str, object]:
    return {
        "schema": _SCHEMA,
        "official": machine.rung.is_official,
        "architecture": {"name": platform.machine(), "tried": platform.machine() in TRIED},
        **msgspec.to_builtins(machine),
        "enforced": msgspec.to_builtins(machine.rows()),
    }


@click.group()
def data() -> None:
    """Digits beyond the 10,000 that come with the package."""


@data.command()
@click.argument("name", type=click.Choice(["mnist"]))
def fetch(name: str) -> None:
    """Fetch the full set NAME into the user cache, checked by sha256."""
    from grader.data.fetch import fetch_mnist

    folder = fetch_mnist()
    console().print(f"{name}: {folder}", markup=False)
