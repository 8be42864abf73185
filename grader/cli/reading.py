"""Where commands take reports from: a file of ``grader grade --json``, or what counts in a gradebook."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from grader.errors import UsageError
from grader.model import SCHEMA, Report

__all__ = ["chosen_reports", "read_reports", "reports_source"]

MAX_REPORTS = 2 << 30  # bytes
Command = TypeVar("Command", bound=Callable[..., Any])


def reports_source(command: Command) -> Command:
    """Where reports come from: a file, or a gradebook's that count."""
    file = click.Path(path_type=Path, dir_okay=False)
    for option in (
        click.option("--assignment", "-a", metavar="NAME", help="Which, of a gradebook that has several."),
        click.option(
            "--gradebook",
            "-g",
            metavar="FILE|URL",
            help="Take what counts there in the place of REPORTS.json.",
        ),
        click.argument("reports", required=False, type=file, metavar="REPORTS.json"),
    ):
        command = option(command)
    return command


def chosen_reports(reports: Path | None, gradebook: str | None, assignment: str | None) -> list[Report]:
    """The reports that the options of `reports_source` ask for.

    Raises:
        UsageError: They ask for nothing or for two things, or it cannot be read.
    """
    if reports is not None and gradebook is None:
        return read_reports(reports)
    if reports is not None or gradebook is None:
        raise UsageError("expected REPORTS.json, or --gradebook: one of them")
    from grader.cli.standings import counted_reports  # a third of a second that other runs do not need

    return counted_reports(gradebook, assignment)


def read_reports(path: Path) -> list[Report]:
    """The reports that ``grader grade --json`` wrote.

    Raises:
        UsageError: The file cannot be read, or holds something else.
    """
    try:
        if path.stat().st_size > MAX_REPORTS:
            raise UsageError(f"{path}: larger than {MAX_REPORTS >> 30} GiB: these are no reports")
        reports = msgspec.json.decode(path.read_bytes(), type=list[Report])
    except OSError as error:
        raise UsageError(
            f"{path}: {error.strerror}: expected a file that 'grader grade --json' wrote"
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path}: no list of reports: {error}; expected a file of 'grader grade --json'"
        ) from None
    for one in reports:
        if one.schema != SCHEMA:
            raise UsageError(f"{path}: a report of schema {one.schema!r}, expected {SCHEMA!r}: grade again")
    return reports
