"""Submissions out of the zip that a learning platform makes of a whole class."""

from grader.bulk.archive import Unpacked, unpack
from grader.bulk.names import Handed, handed_in

__all__ = ["Handed", "Unpacked", "handed_in", "unpack"]
