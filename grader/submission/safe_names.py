"""Names that students chose, made safe: for files and test ids, and for showing.

Any Unicode name is accepted, normalised to NFC. Refused are only control characters, bytes that are no text,
and names that another system would read as a path to elsewhere.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

__all__ = ["MAX_OUTPUT_NAME", "output_names", "printable", "unusable_name"]

MAX_OUTPUT_NAME = 64  # characters

_UNSAFE = re.compile(r"[^A-Za-z0-9._@-]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # devices on Windows
_ELSEWHERE = re.compile(r"[\\/]|[A-Za-z]:[\\/]")  # at the beginning: a root, or a drive


def output_names(wanted: Sequence[str]) -> list[str]:
    """A safe name for each of *wanted*, all different even where case does not count.

    Letters lose their accents; where more than that is lost, a short hash of the name keeps it apart. A name
    that is taken gets -2, -3 and so on.
    """
    names: list[str] = []
    taken: set[str] = set()
    for text in wanted:
        base = name = _safe(text)
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{base[: MAX_OUTPUT_NAME - len(str(number)) - 1]}-{number}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _safe(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    apart = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in apart if not unicodedata.combining(char))
    lost = any(ord(char) > 127 for char in plain)
    # A leading dot hides a file, a hyphen makes an option of it, a hyphen or @ a formula; Windows drops a
    # trailing dot.
    name = _UNSAFE.sub("_", plain).strip("-.@_")
    if lost or not name or len(name) > MAX_OUTPUT_NAME or _RESERVED.fullmatch(name):
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        name = f"{name[: MAX_OUTPUT_NAME - 9].rstrip('-.')}-{digest}".lstrip("-")
    return name


def unusable_name(name: str) -> str | None:
    """Why a file or folder called *name* is refused; None where nothing speaks against it."""
    categories = {unicodedata.category(char) for char in name}
    if categories & {"Cc", "Zl", "Zp"}:
        return "its name contains control characters: rename it"
    if "Cs" in categories:
        return "its name is not valid Unicode: rename it"
    parts = re.split(r"[\\/]", name)
    if ".." in parts or name.rpartition(".")[0] == ".." or _ELSEWHERE.match(name):
        return "its name looks like a path to elsewhere: rename it"
    return None


def printable(text: str) -> str:
    """*text* without what cannot stand in a report: control characters and undecodable bytes."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") else char
        for char in text
    )
