"""Writes reports in the formats of other programs. Each function is pure: reports in, text out.

What a student reads goes through `for_student` first: of a hidden check it shows no more than its name, its
points, its outcome and its hint.
"""

from grader.exports.audience import for_student
from grader.exports.autograder import autograder_zip
from grader.exports.classroom50 import SCALE, classroom50_result
from grader.exports.filling import Filled, fill_sheet
from grader.exports.github import annotations, job_summary, step_output
from grader.exports.gradescope import Visibility, gradescope_results
from grader.exports.junit import gitlab_xml, junit_xml
from grader.exports.lti import lti_scores
from grader.exports.platforms import BLACKBOARD, CANVAS, MOODLE
from grader.exports.prairielearn import prairielearn_results
from grader.exports.scores import nbgrader_csv, scores_csv
from grader.exports.sheet import DownloadedSheet
from grader.exports.submitty import submitty_results

__all__ = [
    "BLACKBOARD",
    "CANVAS",
    "MOODLE",
    "SCALE",
    "DownloadedSheet",
    "Filled",
    "Visibility",
    "annotations",
    "autograder_zip",
    "classroom50_result",
    "fill_sheet",
    "for_student",
    "gitlab_xml",
    "gradescope_results",
    "job_summary",
    "junit_xml",
    "lti_scores",
    "nbgrader_csv",
    "prairielearn_results",
    "scores_csv",
    "step_output",
    "submitty_results",
]
