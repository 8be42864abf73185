"""Reads a notebook's bytes, at most so many, from a regular file; and says what they are if not a notebook.

Refuses symbolic links, folders, pipes and devices: a link in a submission would have somebody else's file
read. Every refusal is an `InvalidSubmission` whose reason its student can act upon.
"""

import codecs
import errno
import os
import re
import stat
from pathlib import Path

from grader.errors import InvalidSubmission

__all__ = ["MAX_FILE", "as_utf8", "printable", "read_bytes", "refuse_other_formats"]

MAX_FILE = 64 * 2**20  # bytes; the largest notebooks with pictures that we met had 20 MB

_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}

# by their first bytes
_FORMATS = {
    b"PK\x03\x04": "a ZIP archive: unpack it and submit the notebook inside",
    b"PK\x05\x06": "an empty ZIP archive: submit the notebook itself",
    b"\x1f\x8b": "a gzip archive: unpack it and submit the notebook inside",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive: unpack it and submit the notebook inside",
    b"Rar!": "a RAR archive: unpack it and submit the notebook inside",
    b"%PDF": "a PDF: submit the notebook itself, the file with the ending .ipynb",
    b"\x89PNG": "a picture: submit the notebook itself, the file with the ending .ipynb",
    b"\xff\xd8\xff": "a picture: submit the notebook itself, the file with the ending .ipynb",
    b"{\\rtf": "a word processor's document: submit the notebook as Jupyter saved it",
    b"version https://git-lfs": "a Git LFS pointer, not the file itself: run 'git lfs pull' first",
}
_HTML = re.compile(rb"\s*<(!doctype|html|head|\?xml|!--)", re.IGNORECASE)
_PYTHON = re.compile(rb"\s*(#|import |from |def |class |\"\"\"|'''|%|@|print\()")


def read_bytes(path: Path) -> bytes:
    """The content of the regular file *path*, at most `MAX_FILE` bytes.

    Raises:
        InvalidSubmission: It is missing, no regular file, unreadable or too large.
    """
    what = printable(path.name)
    try:
        # without O_NONBLOCK, opening a pipe would wait for a writer forever
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise InvalidSubmission(f"{what}: there is no such file") from None
    except (OSError, ValueError) as error:
        raise InvalidSubmission(f"{what} {_unreadable(error)}") from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            kind = "a folder" if stat.S_ISDIR(status.st_mode) else "no regular file"
            raise InvalidSubmission(f"{what} is {kind}: submit the notebook itself, a file")
        if status.st_size > MAX_FILE:
            raise InvalidSubmission(_too_large(what, status.st_size))
        with open(descriptor, "rb", closefd=False) as file:
            content = file.read(MAX_FILE + 1)
    except OSError as error:
        raise InvalidSubmission(f"{what} {_unreadable(error)}") from None
    finally:
        os.close(descriptor)
    if len(content) > MAX_FILE:  # it grew since
        raise InvalidSubmission(_too_large(what, len(content)))
    return content


def as_utf8(data: bytes, *, what: str) -> bytes:
    """*data* as UTF-8 without a byte order mark. UTF-8 itself is not checked here.

    Raises:
        InvalidSubmission: It begins as UTF-16 and is none.
    """
    if data.startswith(codecs.BOM_UTF8):
        return data[len(codecs.BOM_UTF8) :]
    for mark, encoding in _UTF16.items():
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding).encode()
            except UnicodeError:
                raise InvalidSubmission(
                    f"{what} begins as UTF-16 text, but is damaged: save it again, as UTF-8"
                ) from None
    return data


def refuse_other_formats(data: bytes, *, what: str) -> None:
    """Refuse *data* that is empty, or is recognisably something else than JSON text.

    Raises:
        InvalidSubmission: It says what the file is, and what to submit instead.
    """
    if not data.strip():
        raise InvalidSubmission(f"{what} is empty: save the notebook in Jupyter and submit it again")
    for magic, name in _FORMATS.items():
        if data.startswith(magic):
            raise InvalidSubmission(f"{what} is {name}")
    if _HTML.match(data):
        raise InvalidSubmission(
            f"{what} is a web page: submit the notebook itself; on GitHub, use its 'Raw' or 'Download' button"
        )
    if b"\0" in data:
        raise InvalidSubmission(f"{what} contains zero bytes, so it is damaged or no notebook: save it again")
    if _PYTHON.match(data):
        raise InvalidSubmission(
            f"{what} is a Python script or plain text, not a notebook: submit the .ipynb file itself"
        )


def printable(name: str) -> str:
    """*name* for a message: control characters and lone surrogates replaced, at most 100 characters."""
    shown = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in name
    )
    return shown if len(shown) <= 100 else f"{shown[:97]}..."


def _too_large(what: str, size: int) -> str:
    return (
        f"{what} has {size / 2**20:.0f} MiB, and {MAX_FILE // 2**20} MiB is the limit: "
        "clear the outputs of all cells, save, and submit it again"
    )


def _unreadable(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return "is a symbolic link: submit the notebook itself"
    reason = (error.strerror if isinstance(error, OSError) else None) or "its name is impossible"
    return f"cannot be read: {reason}"
