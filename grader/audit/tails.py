"""How often one more right answer would fall short of a threshold, judged by those that were measured.

The fitted tail is that of a normal distribution whose mean and deviation are known from a few runs only: the
next value, measured in deviations, follows Student's distribution. With 20 runs a margin of 4.8 deviations
keeps failures below one in 10,000; with 100 runs, 3.9.
"""

import math

__all__ = ["ONE_IN", "chance_to_fall_short", "student_tail"]

ONE_IN = 10_000  # right answers, of which none should fail


def chance_to_fall_short(margin: float, runs: int) -> float:
    """The chance that the next run falls short.

    Args:
        margin: From the threshold to the mean of the runs, in their standard deviations; negative below it.
        runs: At least 2.
    """
    if math.isinf(margin):
        return 0.0 if margin > 0 else 1.0
    return student_tail(margin / math.sqrt(1 + 1 / runs), runs - 1)


def student_tail(value: float, freedom: int) -> float:
    """The chance of more than *value* in Student's distribution.

    Args:
        freedom: Degrees of freedom, at least 1.

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
    """
    angle = math.atan2(value, math.sqrt(freedom))
    cosine = math.cos(angle)
    term, series = 1.0, 1.0
    first = 2 if freedom % 2 else 1  # the coefficients: 2/3, 4/5, ... or 1/2, 3/4, ...
    for step in range(first, freedom - 2, 2):
        term *= cosine**2 * step / (step + 1)
        series += term
    if freedom == 1:
        within = 2 * angle / math.pi
    elif freedom % 2:
        within = 2 / math.pi * (angle + math.sin(angle) * cosine * series)
    else:
        within = math.sin(angle) * series
    return max(0.0, (1 - within) / 2)
