"""Homework that grades itself: releases, grades and audits numerical notebooks.

Nothing is imported here: a student who runs visible checks pays for ``grader.testing`` and numpy only,
and the worker, which runs hostile code, holds nothing but the wire and itself.
"""

__all__ = ["__version__"]
__version__ = "0.1.0"
