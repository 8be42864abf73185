"""Users of their own for submissions: never root, never one that is in use."""

import sys

import pytest

from grader.errors import InfrastructureError
from grader.sandbox import users
from grader.sandbox.ending import REAPER_OFFSET
from grader.sandbox.users import FIRST, Users

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs abstract sockets")


def take_all(block: Users) -> set[int]:
    taken: set[int] = set()
    while True:
        try:
            taken.add(block.take(in_use=taken))
        except InfrastructureError:
            return taken


def test_two_sessions_have_no_user_in_common() -> None:
    one, other = Users(), Users()
    assert take_all(one).isdisjoint(take_all(other))
    one.close()
    other.close()


def test_users_and_those_that_end_their_processes_stay_in_the_range_that_nobody_has() -> None:
    block = Users()
    taken = take_all(block)
    block.close()
    assert min(taken) >= FIRST
    assert max(taken) < FIRST + REAPER_OFFSET
    assert FIRST + 2 * REAPER_OFFSET <= 61184  # from there on they are systemd's


def test_a_user_whose_submission_lives_is_not_given_again() -> None:
    block = Users()
    first = block.take(in_use=())
    following = {block.take(in_use={first}) for _ in range(50)}
    block.close()
    assert first not in following


def test_a_user_that_has_processes_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    busy = set(range(FIRST, FIRST + REAPER_OFFSET // 2))
    monkeypatch.setattr(users, "_users_with_processes", lambda: busy)
    block = Users()
    assert take_all(block).isdisjoint(busy)
    block.close()
