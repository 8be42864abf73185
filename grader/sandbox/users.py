"""Users of their own for submissions that root starts: never root inside, never one that is in use.

systemd's table of user ids (systemd.io/UIDS-GIDS) leaves 60578 to 61183 to nobody; from 61184 on it gives
them to services, which must not be taken for submissions and ended with them. The upper half of the range
belongs to the helpers that end the processes of the lower half.
"""

import contextlib
import os
import secrets
import socket
from collections.abc import Collection

from grader.errors import InfrastructureError
from grader.sandbox.ending import REAPER_OFFSET

__all__ = ["FIRST", "Users"]

FIRST = 60600
_PER_SESSION = 10
_SESSIONS = REAPER_OFFSET // _PER_SESSION


class Users:
    """A block of user ids that this session has to itself, one for each submission in turn."""

    def __init__(self) -> None:
        busy = _users_with_processes()
        start = secrets.randbelow(_SESSIONS)
        self._claim: socket.socket | None = None
        self._next = 0
        self._first = FIRST + start * _PER_SESSION
        for step in range(_SESSIONS):
            first = FIRST + (start + step) % _SESSIONS * _PER_SESSION
            if not busy.isdisjoint(range(first, first + _PER_SESSION)):
                continue
            claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            try:
                claim.bind(f"\0welldone-users-{first}")  # the kernel gives it back when this process ends
            except OSError:
                claim.close()
                continue
            self._claim, self._first = claim, first
            break

    def take(self, *, in_use: Collection[int]) -> int:
        """A user id that none of the session's living submissions has.

        Raises:
            InfrastructureError: All ten of the session are in use.
        """
        for _ in range(_PER_SESSION):
            uid = self._first + self._next
            self._next = (self._next + 1) % _PER_SESSION
            if uid not in in_use:
                return uid
        raise InfrastructureError(
            f"one session can run {_PER_SESSION} submissions at once; end one of them first"
        )

    def close(self) -> None:
        """Give the block back."""
        if self._claim is not None:
            self._claim.close()
            self._claim = None


def _users_with_processes() -> set[int]:
    users = set()
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with contextlib.suppress(OSError):  # it has just ended
                users.add(entry.stat().st_uid)
    return users
