"""Writes the pages of a class into a folder: beside it first, then in its place."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from grader.errors import UsageError
from grader.model import Report
from grader.pages.render import class_page, student_page

__all__ = ["write_site"]

INDEX = "index.html"
STUDENTS = "students"
MARK = ".welldone-report"  # in a folder that was made here, and may be made anew


def write_site(folder: Path, reports: Sequence[Report], names: Sequence[str]) -> Path:
    """Write ``index.html`` for staff and ``students/NAME.html`` for each student.

    Args:
        names: A file name without ending for each of *reports*, all different.

    Returns:
        The path of ``index.html``.

    Raises:
        UsageError: *folder* holds what was not made here, or cannot be written.
    """
    if folder.exists() and not (folder.is_dir() and (not any(folder.iterdir()) or (folder / MARK).exists())):
        raise UsageError(f"{folder} holds other files, and a report overwrites what it finds: choose another")
    beside = folder.with_name(f".{folder.name}.{os.getpid()}")
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    try:
        (beside / STUDENTS).mkdir(parents=True)
        (beside / MARK).touch()
        for report, name in zip(reports, names, strict=True):
            (beside / STUDENTS / f"{name}.html").write_text(student_page(report), encoding="utf-8")
        pages = {place: f"{STUDENTS}/{name}.html" for place, name in enumerate(names)}
        (beside / INDEX).write_text(class_page(reports, pages), encoding="utf-8")
        if folder.exists():
            folder.rename(old)
        beside.rename(folder)
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror}: the pages could not be written") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
    return folder / INDEX
