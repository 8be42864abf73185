"""Reads and writes the files that a command was given: within a bound, and whole or not at all."""

from pathlib import Path

import click
import msgspec

from grader.errors import UsageError
from grader.whole import write_whole

__all__ = ["FILE", "as_json", "read_file", "write_file", "write_or_print"]

FILE = click.Path(path_type=Path, dir_okay=False)
MAX_READ = 64 * 2**20  # bytes


def as_json(value: object) -> bytes:
    """*value* as indented JSON with a line end."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def read_file(path: Path) -> bytes:
    """What *path* holds.

    Raises:
        UsageError: It cannot be read, or is larger than 64 MiB.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_READ + 1)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}: it cannot be read") from None
    if len(content) > MAX_READ:
        raise UsageError(
            f"{path}: larger than {MAX_READ >> 20} MiB, which is the limit: is it the right file?"
        )
    return content


def write_or_print(content: str | bytes, output: Path | None) -> None:
    """Write *content* to *output*; where there is none, print it."""
    if output is None:
        click.echo(content, nl=False)
    else:
        write_file(output, content.encode() if isinstance(content, str) else content)


def write_file(path: Path, content: bytes, *, what: str = "it", make_folder: bool = False) -> None:
    """Write the file *path*, whole or not at all.

    Args:
        what: Named in the error where it could not be written.
        make_folder: Make the folder of *path* where there is none.

    Raises:
        UsageError: The file cannot be written.
    """
    try:
        if make_folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}: {what} could not be written") from None
