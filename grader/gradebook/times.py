"""Points in time and lengths of time, as people write them.

A time without a zone is read in the course's zone, or refused where none is stated: a due date that is an
hour off decides about marks.
"""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from grader.errors import UsageError

__all__ = ["parse_duration", "parse_time", "shown_duration", "shown_time", "zone_called"]

_UNITS = {
    "s": 1,
    "sec": 1,
    "second": 1,
    "min": 60,
    "minute": 60,
    "h": 3600,
    "hour": 3600,
    "d": 86_400,
    "day": 86_400,
}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+?)s?")
MAX_DURATION = timedelta(days=366)
YEARS = range(1990, 2201)


def parse_time(text: str, zone: ZoneInfo | None) -> datetime:
    """The point in time that *text* means, in UTC.

    Args:
        text: ISO 8601 with a time of day, such as ``2026-11-26T18:00+01:00`` or ``2026-11-26 17:00Z``.
        zone: In which a text without an offset is read.

    Raises:
        UsageError: It is no time of day, or means none or two points in time.
    """
    text = text.strip()
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no time: expected one such as 2026-11-26T18:00+01:00") from None
    if _is_date(text):
        raise UsageError(f"{text!r} is a whole day: say the time too, such as {text}T23:59:59")
    if time.year not in YEARS:
        raise UsageError(f"{text!r}: expected a year from {YEARS.start} to {YEARS.stop - 1}")
    if time.tzinfo is None:
        time = _in_zone(time, zone, text)
    return time.astimezone(UTC)


def parse_duration(text: str) -> timedelta:
    """A length of time: a number with a unit of s, min, h or d.

    Raises:
        UsageError: It is none, or longer than a year.
    """
    found = _DURATION.fullmatch(text.strip().lower())
    seconds = _UNITS.get(found[2]) if found else None
    if found is None or seconds is None:
        raise UsageError(f"{text!r} is no length of time: expected one such as 30min, 2h or 1d")
    if float(found[1]) * seconds > MAX_DURATION.total_seconds():
        raise UsageError(f"{text!r} is longer than a year")
    return timedelta(seconds=float(found[1]) * seconds)


def zone_called(name: str) -> ZoneInfo:
    """The time zone *name* of the IANA database, such as Europe/Berlin.

    Raises:
        UsageError: There is none of that name on this machine.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(
            f"no time zone {name!r} is known here: expected a name such as Europe/Berlin or UTC "
            "(if none is found, install the package tzdata)"
        ) from None


def shown_time(time: datetime, zone: ZoneInfo | None) -> str:
    """*time* to the second in *zone*, or UTC, with its offset."""
    return time.astimezone(zone or UTC).isoformat(sep=" ", timespec="seconds")


def shown_duration(length: timedelta) -> str:
    """*length* in the largest unit that divides it, such as 90min."""
    seconds = length.total_seconds()
    for unit in ("d", "h", "min"):
        if seconds and seconds % _UNITS[unit] == 0:
            return f"{seconds / _UNITS[unit]:g}{unit}"
    return f"{seconds:g}s"


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _in_zone(time: datetime, zone: ZoneInfo | None, text: str) -> datetime:
    if zone is None:
        raise UsageError(
            f"{text!r} has no zone: write it with one, such as {text}+01:00 or {text}Z, "
            "or state the course's zone with 'grader gradebook init --zone'"
        )
    time = time.replace(tzinfo=zone)
    # the two readings of a time differ where clocks are put back, and where they are put forward over it
    if time.utcoffset() != time.replace(fold=1).utcoffset():
        raise UsageError(
            f"{text!r} happens twice in {zone.key}, or never, for the clocks change: write it with an offset"
        )
    return time
