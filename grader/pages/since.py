"""What changed since an earlier run, in the words of the page."""

from collections.abc import Iterator

import msgspec

from grader.changes import Change, CheckChange, Differences

__all__ = ["Since", "since"]

MOST = 120  # rows


class Since(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the page says of it."""

    rows: tuple[tuple[Change, tuple[str, ...]], ...]  # with what changed, a line each
    left: int  # changes that have no row
    changed: int
    unchanged: int
    gained: int  # submissions that have more points
    lost: int  # those that have fewer
    is_other_release: bool


def since(differences: Differences) -> Since:
    """*differences* for the page."""
    changes = differences.changes
    return Since(
        rows=tuple((change, tuple(_words(change))) for change in changes[:MOST]),
        left=max(0, len(changes) - MOST),
        changed=len(changes),
        unchanged=differences.unchanged,
        gained=sum(change.points > 0 for change in changes),
        lost=sum(change.points < 0 for change in changes),
        is_other_release=differences.is_other_release,
    )


def _words(change: Change) -> Iterator[str]:
    yield from (f"{check.name}: {_became(check)}" for check in change.checks)
    yield from change.other


def _became(check: CheckChange) -> str:
    was = "not there" if check.old is None else check.old.outcome.value
    now = "not there" if check.new is None else check.new.outcome.value
    return f"was {was}, is {now}" if was != now else f"still {now}, says something else"
