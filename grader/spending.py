"""What a stage of grading took, and what the stages are called."""

import msgspec

__all__ = ["REST", "STAGE_NAMES", "Spent"]

REST = "pytest and the rest"
STAGE_NAMES = (  # in the order in which a submission meets them
    "read and match",
    "setup, once",
    "start of the process",
    "cells",
    "forks",
    "checks",
    "tear-down",
    "report",
    REST,
)


class Spent(msgspec.Struct, kw_only=True):
    """Seconds of one stage."""

    wall: float = 0.0
    processor: float = 0.0
