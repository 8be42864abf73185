"""Attached pictures: which of a text cell's attachments are images that its text shows.

Jupyter leaves an attachment in the file after the text that showed it was deleted, so an attachment that
nothing refers to is never carried anywhere. Neither is one whose data are not what its MIME type says.
"""

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import quote

__all__ = ["attached_pictures", "is_shown", "picture_bytes"]

# first bytes of the data, by MIME type
_SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
    "image/svg+xml": (b"<svg", b"<?xml", b"<!DOCTYPE svg"),
}


def attached_pictures(attachments: Mapping[str, object], text: str) -> dict[str, dict[str, str]]:
    """The pictures among *attachments* that *text* shows: file name -> MIME type -> data.

    Args:
        attachments: As in nbformat: file name -> MIME type -> text or list of lines.
    """
    pictures: dict[str, dict[str, str]] = {}
    for name, bundle in attachments.items():
        if not isinstance(bundle, Mapping) or not is_shown(name, text):
            continue
        kept = {str(mime): _joined(data) for mime, data in bundle.items() if _is_picture(str(mime), data)}
        if kept:
            pictures[name] = kept
    return pictures


def is_shown(name: str, text: str) -> bool:
    """Whether *text*, Markdown, refers to the attachment *name*."""
    return f"attachment:{name}" in text or f"attachment:{quote(name)}" in text


def picture_bytes(data: str) -> bytes:
    """The bytes of a picture's *data*: base64, or else the text itself, as SVG may stand."""
    try:
        return base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return data.encode("utf-8", "replace")


def _is_picture(mime: str, data: object) -> bool:
    content = picture_bytes(_joined(data)).lstrip()
    return any(content.startswith(signature) for signature in _SIGNATURES.get(mime, ()))


def _joined(data: object) -> str:
    return "".join(str(part) for part in data) if isinstance(data, list) else str(data)
