"""What travels between a command and the workers of a cluster: bytes, never objects."""

import msgspec

from grader.sandbox.probe import Machine
from grader.sandbox.rungs import Isolation
from grader.work import Chunk, Settled

__all__ = ["Answer", "Errand", "Greeting", "Terms"]


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What all errands of one command have in common."""

    parcel: str  # the assignment's digest
    surroundings: tuple[str, ...]  # package and versions that the command counts on
    isolation: Isolation
    profile: bool = False
    transcripts: bool = False


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """Some submissions to be graded."""

    terms: Terms
    chunk: bytes  # as `Chunk.to_json` writes it; of each path only the file's name
    contents: tuple[bytes | None, ...]  # of each submission; None where it is refused unread

    def encode(self) -> bytes:
        """As MessagePack, which holds bytes as they are."""
        return msgspec.msgpack.encode(self)

    @classmethod
    def decode(cls, content: bytes) -> "Errand":
        """What `encode` gave."""
        return _ERRAND.decode(content)

    def unpack_chunk(self) -> Chunk:
        """The submissions, with names in place of paths."""
        return Chunk.from_json(self.chunk)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an errand."""

    wants_parcel: bool = False  # the worker has not seen the assignment yet: send it along
    settled: tuple[Settled, ...] = ()
    problem: str | None = None  # why it was not graded to its end, which may be tried again
    refusal: str | None = None  # why this worker grades nothing of this command


class Greeting(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker says of its machine."""

    machine: Machine
    surroundings: tuple[str, ...]


# made once, when this module is loaded: two threads that learn a type at the same time end the process
_ERRAND = msgspec.msgpack.Decoder(Errand)
