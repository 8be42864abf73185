"""Numeric comparison for checks and for students: what a check cell imports.

Imports numpy and the standard library only, so that a student who runs visible checks pays for nothing else::

    from grader.testing import assert_at_least, assert_close, assert_gradient

Refuses to be lenient: nothing here broadcasts, converts, or lets a NaN pass unasked.
"""

from grader.testing.closeness import assert_close
from grader.testing.gradients import Agreement, assert_gradient, numerical_vjp
from grader.testing.thresholds import assert_at_least, assert_at_most

__all__ = [
    "Agreement",
    "assert_at_least",
    "assert_at_most",
    "assert_close",
    "assert_gradient",
    "numerical_vjp",
]
