"""Options that the commands of ``grader gradebook`` share, and what stands behind them."""

import getpass
from collections.abc import Callable
from typing import Any, TypeVar

import click

from grader.cli.tables import console
from grader.errors import UsageError
from grader.exports.words import one_line
from grader.gradebook import Gradebook

__all__ = ["by_option", "opened", "place_option", "who", "why_option", "withdraw_option"]

DEFAULT = "gradebook.db"
Command = TypeVar("Command", bound=Callable[..., Any])


def place_option(command: Command) -> Command:
    """Where the gradebook is."""
    return click.option(
        "--gradebook",
        "-g",
        "place",
        default=DEFAULT,
        show_default=True,
        envvar="GRADER_GRADEBOOK",
        metavar="FILE|URL",
        help="An SQLite file, or postgresql://USER@HOST/NAME; also GRADER_GRADEBOOK.",
    )(command)


def by_option(command: Command) -> Command:
    """Who decides."""
    return click.option(
        "--by", envvar="GRADER_BY", metavar="NAME", help="Who decides this; also GRADER_BY; else your login."
    )(command)


def why_option(command: Command) -> Command:
    """The reason of a decision."""
    return click.option("--why", required=True, metavar="TEXT", help="The reason, for staff.")(command)


def withdraw_option(command: Command) -> Command:
    """Instead of a decision, its withdrawal."""
    return click.option("--withdraw", is_flag=True, help="Take back what was decided before.")(command)


def opened(place: str) -> Gradebook:
    """The gradebook at *place*; that it was upgraded is said on standard error."""
    book = Gradebook.open(place)
    if book.upgraded_from is not None:
        console(errors=True).print(
            f"{book.shown}: upgraded from version {book.upgraded_from}; the old file is kept beside it",
            markup=False,
        )
    return book


def who(by: str | None) -> str:
    """Who decides: *by*, or the login."""
    name = one_line(by or "", 100)
    if by is None:
        try:
            name = getpass.getuser()
        except (KeyError, OSError):  # a container's user without a name
            name = ""
    if not name:
        raise UsageError("nobody is named who decides this: say it with --by NAME")
    return name
