"""Keeps what a cell shows: text, pictures and values, in order and within bounds.

The bounds keep an honest notebook's outputs small; the trusted side enforces its own on what arrives.
"""

import base64
import io
from typing import Any, Literal

from grader.worker.pictures import pixels_of

__all__ = ["MAX_PICTURES", "MAX_TEXT", "OutputLog", "OutputStream"]

MAX_TEXT = 100_000  # characters of text kept per cell, of streams and displayed values together
MAX_PICTURES = 40 << 20  # bytes of pixels kept per cell
MAX_DISPLAYS = 40  # displayed values kept per cell
TEXT_TYPES = ("text/plain", "text/html", "text/markdown", "text/latex")
CUT = "\n[output cut here: the cell showed too much]\n"

Output = dict[str, Any]


class OutputLog:
    """The outputs of the cell that is running, nearly as nbformat describes them: pictures are pixels."""

    def __init__(self) -> None:
        self._outputs: list[Output] = []
        self._text = self._pictures = self._displays = 0

    def take(self) -> list[Output]:
        """Return what was logged and start anew."""
        taken, self._outputs = self._outputs, []
        self._text = self._pictures = self._displays = 0
        return taken

    def write(self, name: str, text: str) -> None:
        """Append text to a stream; what exceeds the bound is replaced by one line that says so."""
        room = MAX_TEXT - self._text
        self._text += len(text)
        if room <= 0:
            return
        if len(text) > room:
            text = text[:room] + CUT
        last = self._outputs[-1] if self._outputs else None
        if last is not None and last["output_type"] == "stream" and last["name"] == name:
            last["text"] += text
        else:
            self._outputs.append({"output_type": "stream", "name": name, "text": text})

    def display(self, kind: Literal["display_data", "execute_result"], data: dict[str, Any]) -> None:
        """Append a displayed value, in the representations that a page may use."""
        self._displays += 1
        if self._displays > MAX_DISPLAYS:
            return
        kept: dict[str, Any] = {}
        for mime in TEXT_TYPES:
            value = data.get(mime)
            if isinstance(value, str) and len(value) <= MAX_TEXT - self._text:
                kept[mime] = value
                self._text += len(value)
        picture = data.get("image/png")
        if isinstance(picture, str):
            picture = base64.b64decode(picture)
        pixels = pixels_of(picture) if isinstance(picture, bytes) else None
        if pixels is not None and pixels.nbytes <= MAX_PICTURES - self._pictures:
            kept["image/png"] = pixels
            self._pictures += pixels.nbytes
        if kept:
            self._outputs.append({"output_type": kind, "data": kept})

    def clear(self) -> None:
        """Forget what was shown, as ``clear_output`` asks."""
        self._outputs = []


class OutputStream(io.TextIOBase):
    """Stands for ``sys.stdout`` or ``sys.stderr`` while a notebook runs."""

    encoding = "utf-8"

    def __init__(self, log: OutputLog, name: str) -> None:
        self._log = log
        self._stream_name = name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._log.write(self._stream_name, str(text))
        return len(text)
