"""An assignment by its content: what a machine that has only the package needs to grade against it."""

import hashlib
import os
from pathlib import Path

import msgspec

from grader.course import Assignment
from grader.errors import InfrastructureError

__all__ = ["Parcel"]


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """The files of one assignment that grading reads."""

    assignment: str
    files: dict[str, bytes]  # path below the assignment's folder, sorted -> content

    @classmethod
    def of(cls, assignment: Assignment) -> "Parcel":
        """What *assignment* is made of now."""
        files = {
            path.relative_to(assignment.root).as_posix(): path.read_bytes()
            for path in sorted({*assignment.graded_against})
        }
        return cls(assignment=assignment.name, files=files)

    def encode(self) -> bytes:
        """As MessagePack; of equal parcels the same bytes."""
        return msgspec.msgpack.encode(self)

    @classmethod
    def decode(cls, content: bytes, *, digest: str) -> "Parcel":
        """What `encode` gave.

        Raises:
            InfrastructureError: It has not the *digest*.
        """
        if digest_of(content) != digest:
            raise InfrastructureError("the assignment did not arrive as it was sent")
        return _PARCEL.decode(content)

    def unpack(self, folder: Path) -> Assignment:
        """Write the files below *folder*, which nobody else can read."""
        root = folder / self.assignment
        root.mkdir(parents=True, mode=0o700)
        for name, content in self.files.items():
            path = root / name
            path.parent.mkdir(exist_ok=True, parents=True, mode=0o700)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "wb") as file:
                file.write(content)
        return Assignment.load(root)


# made once, when this module is loaded: two threads that learn a type at the same time end the process
_PARCEL = msgspec.msgpack.Decoder(Parcel)


def digest_of(encoded: bytes) -> str:
    """Hexadecimal sha256 of an encoded parcel: its name."""
    return hashlib.sha256(encoded).hexdigest()
