"""Writes the files that a command was asked for: whole, or not at all."""

from pathlib import Path

import msgspec

from grader.errors import UsageError

__all__ = ["as_json", "write_file"]


def as_json(value: object) -> bytes:
    """*value* as indented JSON with a line end."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def write_file(path: Path, content: bytes, *, what: str = "it", make_folder: bool = False) -> None:
    """Write *content* beside *path* first, then in its place.

    Args:
        what: Named in the error where it could not be written.
        make_folder: Make the folder of *path* where there is none.

    Raises:
        UsageError: The file cannot be written.
    """
    beside = path.with_name(f".{path.name}.part")
    try:
        if make_folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise UsageError(f"{path}: {error.strerror}: {what} could not be written") from None
