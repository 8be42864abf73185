"""The page of one student."""

from grader.pages.feedback import Feedback
from grader.pages.render import render

__all__ = ["student_page"]


def student_page(feedback: Feedback) -> str:
    """*feedback* as a page: code and outputs stand beside the marks."""
    return render("student.html", sheets=("style.css", "student.css"), feedback=feedback)
