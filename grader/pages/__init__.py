"""Reports as pages: feedback for each student, and a site about the whole class for staff.

A page needs nothing but itself: no request leaves it, and a policy allows none. Every text is escaped by
Jinja; nothing is marked as safe but our own style sheets, our own script, and spans around code.
"""

from grader.pages.class_page import class_page
from grader.pages.feedback import Feedback, feedback_of
from grader.pages.markdown import student_markdown
from grader.pages.site import write_site
from grader.pages.student_page import student_page

__all__ = ["Feedback", "class_page", "feedback_of", "student_markdown", "student_page", "write_site"]
