"""A new assignment that can be released at once, as a place to start from."""

from grader.scaffold.new import scaffold

__all__ = ["scaffold"]
