"""Writes reports in the formats of other programs. Each function is pure: reports in, text out.

What a student reads goes through `for_student` first: of a hidden check it shows no more than its name, its
points, how it ended and its hint.
"""

from grader.exports.audience import for_student
from grader.exports.github import annotations, job_summary
from grader.exports.junit import junit_xml
from grader.exports.scores import scores_csv

__all__ = ["annotations", "for_student", "job_summary", "junit_xml", "scores_csv"]
