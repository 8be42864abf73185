"""``grader doctor`` and ``grader data``: what this machine can do, and what it has."""

import click

from grader.cli.tables import console, doctor_table
from grader.sandbox.probe import probe
from grader.sandbox.rungs import Rung

__all__ = ["data", "doctor"]


@click.command()
def doctor() -> None:
    """Show what this machine can enforce, by what, and what it cannot."""
    out = console()
    machine = probe()
    out.print(
        f"kernel {machine.kernel}, Landlock ABI {machine.landlock_abi}, highest rung: {machine.rung.value}"
    )
    out.print(doctor_table(machine.rows(machine.rung)))
    for rung, problem in machine.problems.items():
        out.print(f"rung {rung.value}: {'available' if problem is None else problem}", markup=False)
    strict = machine.rung in (Rung.NAMESPACES, Rung.LANDLOCK)
    out.print("'grader grade' is strict here" if strict else "'grader grade' needs --isolation best here")


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
