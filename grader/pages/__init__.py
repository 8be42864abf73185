"""Reports as HTML pages: one for each student, and one of the whole class for staff.

The pages need nothing but themselves: no script, no request, and a policy that allows neither. Every text is
escaped by Jinja; no template marks anything as safe but our own style sheet.
"""

from grader.pages.render import class_page, student_page
from grader.pages.site import write_site

__all__ = ["class_page", "student_page", "write_site"]
