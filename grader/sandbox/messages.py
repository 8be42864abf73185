"""What the trusted side and the zygote tell each other. The zygote runs no student code and is believed."""

import socket

import msgspec

from grader.sandbox.confinement import Place
from grader.sandbox.rungs import Policy

__all__ = ["Configuration", "SetupBroke", "Spawn", "Spawned", "Started", "ThreadsStarted", "receive", "send"]

_MOST_BYTES = 1 << 16  # of a packet; what may be longer is cut before it is sent
_MOST_DESCRIPTORS = 4


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """What a zygote starts from. Goes by file, because setup cells may be of any length."""

    policy: Policy
    readable: tuple[str, ...]
    setup: tuple[tuple[str, str], ...]  # label, text
    worker_module: str
    group: tuple[int, ...] = ()  # inherited descriptors, for `groups.enter`


class Started(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Setup is done: submissions may come."""

    left_open: tuple[str, ...]  # files that setup left open, and that no submission will have
    private_bytes: int  # of memory that submissions share until they write to it


class SetupBroke(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A setup cell raised."""

    label: str
    text: str


class ThreadsStarted(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Setup left threads running, so that no fork of it is safe."""

    count: int


class Spawn(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Asks for one submission's process. Comes with channel, descriptors, output and report."""

    seed: int
    hello: int
    place: Place


class Spawned(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Answers it. Comes with a pidfd: of the keeper, or of process 1 of the submission's pid namespace."""


Message = Started | SetupBroke | ThreadsStarted | Spawn | Spawned
_MESSAGE: msgspec.json.Decoder[Message] = msgspec.json.Decoder(Message)


def send(control: socket.socket, message: Message, descriptors: tuple[int, ...] = ()) -> None:
    """Send one message, as one packet.

    Raises:
        OSError: The other side is gone.
    """
    socket.send_fds(control, [msgspec.json.encode(message)], descriptors)


def receive(control: socket.socket) -> tuple[Message | None, list[int]]:
    """The next message and its descriptors; None when the other side has closed."""
    packet, descriptors, _, _ = socket.recv_fds(control, _MOST_BYTES, _MOST_DESCRIPTORS)
    if not packet:
        return None, []
    return _MESSAGE.decode(packet), descriptors
