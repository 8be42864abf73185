"""What a hand-in scores, and which hand-in counts: pure functions, whose laws are tested.

Lateness is counted in days begun after the due date, and takes a share of the points for each. All of it is
computed in double precision and rounded once, to the six decimals that a report has. Each step keeps order,
so that the laws hold to the last digit: for the same points a later hand-in never scores more, an extension
never lowers a score, and lateness never takes more than the cap.
"""

import enum
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

__all__ = ["Counts", "HandIn", "Policy", "Scored", "counted", "days_late", "score", "share_taken"]

DAY = timedelta(days=1)


class Counts(enum.StrEnum):
    """Which of a student's attempts counts."""

    BEST = "best"
    LAST = "last"


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """What one assignment does about attempts and lateness."""

    counts: Counts = Counts.BEST
    due: datetime | None = None  # None: nothing is late
    grace: timedelta = timedelta(0)  # after the due date; within it nothing is late
    penalty_per_day: float = 0.0  # share of the points, 0 to 1, for each day begun
    cap: float = 1.0  # largest share that is taken, 0 to 1
    days: int | None = None  # what comes later than so many days does not count; None: everything does


class HandIn(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt, as far as a policy asks."""

    number: int  # 1, 2, ... in the order of entering
    points: float  # before lateness; 0 or more
    handed_in: datetime | None  # the first time; None: not known, taken as in time
    order: tuple[datetime, int]  # the last attempt has the largest


class Scored(msgspec.Struct, frozen=True, kw_only=True):
    """What a policy makes of an attempt."""

    number: int
    days_late: int
    taken: float  # share of the points that lateness takes
    accepted: bool  # False: too late to count at all
    score: float


def days_late(handed_in: datetime | None, policy: Policy, until: datetime | None) -> int:
    """Days begun since the due date; none within the grace, or where a time is not known.

    Args:
        until: The student's extension. One that ends before the due date changes nothing.
    """
    if policy.due is None or handed_in is None:
        return 0
    due = policy.due if until is None else max(policy.due, until)
    if handed_in <= due + policy.grace:
        return 0
    return -((due - handed_in) // DAY)


def share_taken(days: int, policy: Policy) -> float:
    """The share of the points that *days* of lateness take: ``min(cap, days * penalty_per_day)``."""
    return min(policy.cap, days * policy.penalty_per_day)


def score(hand_in: HandIn, policy: Policy, until: datetime | None) -> Scored:
    """``points * (1 - taken)``, rounded to six decimals; 0 for what comes too late to count."""
    days = days_late(hand_in.handed_in, policy, until)
    accepted = policy.days is None or days <= policy.days
    taken = share_taken(days, policy) if accepted else 1.0
    return Scored(
        number=hand_in.number,
        days_late=days,
        taken=taken,
        accepted=accepted,
        score=round(hand_in.points * (1 - taken), 6),
    )


def counted(hand_ins: Sequence[HandIn], policy: Policy, until: datetime | None) -> Scored | None:
    """The attempt that counts; None without attempts.

    Best is the highest score, of equal ones the first handed in. Last is the last that is accepted. An
    extension may let a further attempt in that is last, and worse: then the one counts that would without it.
    """
    ordered = sorted(hand_ins, key=lambda one: one.order)
    scored = {one.number: score(one, policy, until) for one in ordered}
    if not scored:
        return None
    if policy.counts is Counts.BEST:
        return max(scored.values(), key=lambda one: one.score)
    with_it = [one.number for one in ordered if scored[one.number].accepted]
    without = [one.number for one in ordered if score(one, policy, None).accepted]
    lasts = [numbers[-1] for numbers in (with_it, without) if numbers] or [ordered[-1].number]
    return max((scored[number] for number in lasts), key=lambda one: one.score)
