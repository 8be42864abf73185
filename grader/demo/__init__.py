"""A class of made submissions, to see the whole thing at work."""

from grader.demo.classroom import make_class
from grader.demo.course import demo_course

__all__ = ["demo_course", "make_class"]
