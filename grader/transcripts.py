"""What was run of a submission and what it showed, kept beside the results of a class for the feedback.

A transcript is text and pictures, bounded in size: the text was cleaned and the pictures were drawn anew when
they came from the worker. Nothing of a check is in it. It is no evidence, and nothing is graded by it.
"""

import enum
import shutil
from pathlib import Path

import msgspec

from grader.errors import InfrastructureError
from grader.model import Report
from grader.whole import write_whole

__all__ = ["Kind", "Picture", "Printed", "Ran", "Transcript", "Transcripts", "Value"]

KEPT = 4  # releases of one assignment
LARGEST = 64 << 20  # bytes of one file: several times what a transcript may hold


class Kind(enum.StrEnum):
    """Whose text a cell was run with."""

    ANSWER = "answer"  # the student's, for a cell of the source
    ADDED = "added"  # the student's own
    GIVEN = "given"  # the instructor's


class Printed(msgspec.Struct, frozen=True, kw_only=True, tag="printed"):
    """Text on standard output, or standard error."""

    text: str
    is_error: bool = False


class Value(msgspec.Struct, frozen=True, kw_only=True, tag="value"):
    """A value that was displayed, as text."""

    text: str


class Picture(msgspec.Struct, frozen=True, kw_only=True, tag="picture"):
    """A figure."""

    png: bytes
    width: int  # pixels
    height: int


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    """One cell that was run."""

    label: str  # unique in a transcript
    source_name: str | None  # name of the source cell that it stands for
    kind: Kind
    text: str
    shown: tuple[Printed | Value | Picture, ...] = ()
    error: str | None = None


class Transcript(msgspec.Struct, frozen=True, kw_only=True):
    """One submission, in the order in which it was run."""

    cells: tuple[Ran, ...]
    answers: dict[str, str] = {}  # manual cell -> what the student wrote
    is_cut: bool = False  # whether more was shown than is kept

    def of_question(self, name: str) -> tuple[Ran, ...]:
        """The cells that answer the question *name*, and copies of them."""
        return tuple(cell for cell in self.cells if cell.source_name == name and cell.kind is Kind.ANSWER)


class Transcripts:
    """The transcripts of one assignment: a file for each submission, found again by what its report says."""

    def __init__(self, folder: Path) -> None:
        """Those in *folder*, which need not exist."""
        self._folder = folder

    def keep(self, transcript: Transcript, *, release: str, digest: str) -> None:
        """Write *transcript*.

        Args:
            release: Hexadecimal sha256 of what was graded against.
            digest: Hexadecimal sha256 of the submission's bytes.

        Raises:
            InfrastructureError: It could not be written.
        """
        path = self._path(release, digest)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, msgspec.json.encode(transcript))
        except OSError as error:
            raise InfrastructureError(
                f"{path}: {error.strerror}: what the submission showed cannot be kept; free some space or "
                "make the folder writable, and run the same command again"
            ) from None

    def find(self, report: Report) -> Transcript | None:
        """What *report* is of; None where nothing was kept of it."""
        if report.digest is None or not _is_hexadecimal(report.release + report.digest):
            return None
        path = self._path(report.release, report.digest)
        try:
            if path.stat().st_size > LARGEST:
                return None
            return msgspec.json.decode(path.read_bytes(), type=Transcript)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return None

    def tidy(self) -> None:
        """Forget all but the newest releases."""
        releases = sorted(self._folder.glob("*/"), key=lambda path: -path.stat().st_mtime)
        for old in releases[KEPT:]:
            shutil.rmtree(old, ignore_errors=True)

    def _path(self, release: str, digest: str) -> Path:
        return self._folder / release[:16] / f"{digest[:32]}.json"


def _is_hexadecimal(text: str) -> bool:
    """Whether *text* can be part of a path: a file of reports may say anything."""
    return bool(text) and not text.strip("0123456789abcdef")
