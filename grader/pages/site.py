"""Writes the pages of a class into a folder: beside it first, then in its place.

One student's code and outputs are read at a time, so that a class of thousands needs no more memory than one.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from grader.changes import Differences
from grader.errors import UsageError
from grader.model import Report
from grader.pages.class_page import class_page
from grader.pages.feedback import feedback_of
from grader.pages.markdown import student_markdown
from grader.pages.student_page import student_page
from grader.transcripts import Transcript
from grader.whole import replacing

__all__ = ["write_site"]

INDEX = "index.html"
STUDENTS = "students"
MARK = ".welldone-report"  # in a folder that was made here, and may be made anew


def write_site(
    folder: Path,
    reports: Sequence[Report],
    names: Sequence[str],
    *,
    transcript_of: Callable[[Report], Transcript | None] = lambda _report: None,
    mistakes: Mapping[str, str] | None = None,
    differences: Differences | None = None,
    progress: Callable[[], None] = lambda: None,
) -> Path:
    """Write ``index.html`` for staff, ``students/NAME.html`` and ``students/NAME.md`` for each student.

    Args:
        names: A file name without ending for each of *reports*, all different.
        transcript_of: Finds the code and outputs that a report is of.
        mistakes: Hint of a known mistake -> its name.
        differences: What changed since an earlier run.
        progress: Called after each student.

    Returns:
        The path of ``index.html``.

    Raises:
        UsageError: *folder* holds what was not made here, or cannot be written.
    """
    if folder.exists() and not (folder.is_dir() and (not any(folder.iterdir()) or (folder / MARK).exists())):
        raise UsageError(f"{folder} holds other files, and a report overwrites what it finds: choose another")
    try:
        with replacing(folder) as beside:
            (beside / STUDENTS).mkdir()
            (beside / MARK).touch()
            for report, name in zip(reports, names, strict=True):
                feedback = feedback_of(report, transcript_of(report))
                for form, ending in ((student_page, "html"), (student_markdown, "md")):
                    (beside / STUDENTS / f"{name}.{ending}").write_text(form(feedback), encoding="utf-8")
                progress()
            pages = {place: f"{STUDENTS}/{name}.html" for place, name in enumerate(names)}
            index = class_page(reports, pages, mistakes=mistakes, differences=differences)
            (beside / INDEX).write_text(index, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror}: the pages could not be written") from None
    return folder / INDEX
