"""``grader doctor`` and ``grader data``: what this machine can do, and what it has."""

import click

from grader.cli.tables import console, doctor_table
from grader.sandbox.probe import probe

__all__ = ["data", "doctor"]


@click.command()
def doctor() -> None:
    """Show what this machine can enforce, by what, and what it cannot."""
    out = console()
    machine = probe()
    user = "root" if machine.as_root else "an ordinary user"
    out.print(f"{machine.kernel}, Landlock ABI {machine.landlock_abi}, as {user}", markup=False)
    for report in machine.rungs:
        state = "available" if report.available else f"not available: {report.problem}"
        out.print(f"rung {report.rung.value}: {state}", markup=False)
    out.print(f"what the highest, rung {machine.rung.value}, enforces:")
    out.print(doctor_table(machine.rows()))
    if machine.rung.is_official:
        out.print("official grades can rest on this: it is what 'grader grade' asks for by default")
    else:
        out.print("'grader grade' refuses to run here unless you say --isolation best")


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
