"""What a cell showed, as the worker tells it: taken apart field by field, never as evidence."""

import base64
from typing import Any, Literal

import msgspec

from grader.submission.failures import clean
from grader.submission.png import is_pixels, png

__all__ = ["DisplayOutput", "Output", "Room", "StreamOutput", "notebook_outputs", "take_outputs"]

MAX_OUTPUTS = 200  # of one cell
MAX_TEXT = 200_000  # characters of one text
MAX_SHOWN = 128 << 20  # characters of text and bytes of pixels that one notebook may show


class StreamOutput(msgspec.Struct, frozen=True, kw_only=True, tag_field="output_type", tag="stream"):
    """Printed text."""

    name: Literal["stdout", "stderr"]
    text: str


class DisplayOutput(msgspec.Struct, frozen=True, kw_only=True):
    """A displayed value: media type to text, or to the bytes of a PNG file."""

    output_type: Literal["display_data", "execute_result"]
    data: dict[str, str | bytes]


Output = StreamOutput | DisplayOutput


class Room:
    """How much more there is room for. What does not fit is dropped before anything is made of it."""

    def __init__(self, size: int | None = None) -> None:
        """Room for *size*; where it is not said, for as much as one notebook may show."""
        self._left = MAX_SHOWN if size is None else size
        self.is_used_up = False

    def take(self, size: int) -> bool:
        """Whether there is room for *size*, which is then taken."""
        if size > self._left:
            self.is_used_up = True
            return False
        self._left -= size
        return True


def take_outputs(value: object, room: Room | None = None) -> tuple[Output, ...]:
    """The outputs that are well-formed among what the worker sent, and fit; the rest is dropped."""
    room = room or Room()
    if type(value) is not list:
        return ()
    taken: list[Output] = []
    for item in value[:MAX_OUTPUTS]:
        if type(item) is not dict:
            continue
        fields: tuple[Any, ...] = tuple(map(item.get, ("output_type", "name", "text", "data")))
        kind, name, text, data = fields
        if _is_one_of(kind, "stream") and _is_one_of(name, "stdout", "stderr") and type(text) is str:
            if room.take(len(text)):
                taken.append(StreamOutput(name=name, text=clean(text, MAX_TEXT)))
        elif _is_one_of(kind, "display_data", "execute_result") and type(data) is dict:
            taken.append(DisplayOutput(output_type=kind, data=_take_data(data, room)))
    return tuple(taken)


def _is_one_of(value: object, *names: str) -> bool:
    return type(value) is str and value in names  # an array that is compared gives no truth value


def _take_data(data: dict[Any, Any], room: Room) -> dict[str, str | bytes]:
    taken: dict[str, str | bytes] = {}
    for mime in ("text/plain", "text/html", "text/markdown", "text/latex"):
        text = data.get(mime)
        if type(text) is str and room.take(len(text)):
            taken[mime] = clean(text, MAX_TEXT)
    pixels = data.get("image/png")
    if is_pixels(pixels) and room.take(pixels.nbytes):
        taken["image/png"] = png(pixels)  # no byte of the file is the worker's
    return taken


def notebook_outputs(outputs: tuple[Output, ...]) -> list[dict[str, Any]]:
    """The outputs as nbformat 4 writes them."""
    written: list[dict[str, Any]] = []
    for output in outputs:
        if isinstance(output, StreamOutput):
            written.append({"output_type": "stream", "name": output.name, "text": output.text})
            continue
        data = {
            mime: base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value
            for mime, value in output.data.items()
        }
        entry: dict[str, Any] = {"output_type": output.output_type, "data": data, "metadata": {}}
        if output.output_type == "execute_result":
            entry["execution_count"] = None
        written.append(entry)
    return written
