"""Where commands take reports from: a file of ``grader grade --json``, or what counts in a gradebook."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import msgspec

from grader.cli.files import FILE
from grader.errors import UsageError
from grader.model import SCHEMA, Report

__all__ = ["read_reports", "reports_source"]

MAX_REPORTS = 2 << 30  # bytes


def reports_source(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let *command* be told where reports come from; it gets them as *reports*, a list.

    Raises:
        UsageError: The options ask for nothing or for two things, or it cannot be read.
    """

    @functools.wraps(command)
    def with_reports(
        *, reports: Path | None, gradebook: str | None, assignment: str | None, **options: Any
    ) -> Any:
        return command(reports=_chosen(reports, gradebook, assignment), **options)

    decorated: Callable[..., Any] = with_reports
    for option in (
        click.option(
            "--assignment", "-a", metavar="NAME", help="Which one, of a gradebook that has several."
        ),
        click.option(
            "--gradebook",
            "-g",
            metavar="FILE|URL",
            help="Take what counts there in the place of REPORTS.json.",
        ),
        click.argument("reports", required=False, type=FILE, metavar="[REPORTS.json]"),
    ):
        decorated = option(decorated)
    return decorated


def _chosen(reports: Path | None, gradebook: str | None, assignment: str | None) -> list[Report]:
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
