"""What a cell showed, as the worker tells it: taken apart field by field, never as evidence."""

import base64
from typing import Any, Literal

import msgspec

from grader.submission.failures import clean
from grader.submission.png import is_pixels, png

__all__ = ["DisplayOutput", "Output", "StreamOutput", "notebook_outputs", "take_outputs"]

MAX_OUTPUTS = 200
MAX_TEXT = 200_000  # characters of one text


class StreamOutput(msgspec.Struct, frozen=True, kw_only=True, tag_field="output_type", tag="stream"):
    """Printed text."""

    name: Literal["stdout", "stderr"]
    text: str


class DisplayOutput(msgspec.Struct, frozen=True, kw_only=True):
    """A displayed value: media type to text, or to the bytes of a PNG file."""

    output_type: Literal["display_data", "execute_result"]
    data: dict[str, str | bytes]


Output = StreamOutput | DisplayOutput


def take_outputs(value: object) -> tuple[Output, ...]:
    """The outputs that are well-formed among what the worker sent; the rest is dropped."""
    if type(value) is not list:
        return ()
    taken: list[Output] = []
    for item in value[:MAX_OUTPUTS]:
        if type(item) is not dict:
            continue
        kind = item.get("output_type")
        if kind == "stream" and item.get("name") in ("stdout", "stderr") and type(item.get("text")) is str:
            taken.append(StreamOutput(name=item["name"], text=clean(item["text"], MAX_TEXT)))
        elif kind in ("display_data", "execute_result") and type(item.get("data")) is dict:
            taken.append(DisplayOutput(output_type=kind, data=_take_data(item["data"])))
    return tuple(taken)


def _take_data(data: dict[Any, Any]) -> dict[str, str | bytes]:
    taken: dict[str, str | bytes] = {}
    for mime in ("text/plain", "text/html", "text/markdown", "text/latex"):
        text = data.get(mime)
        if type(text) is str:
            taken[mime] = clean(text, MAX_TEXT)
    pixels = data.get("image/png")
    if is_pixels(pixels):
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
