"""The reference pages, docs/reference: made from the program itself, so that they say what it does.

``python -m tools.reference`` writes them; a test compares them with what would be written.
"""

from collections.abc import Callable

from tools.reference.commands import commands_page
from tools.reference.gradebook import gradebook_page
from tools.reference.notebook import notebook_page
from tools.reference.reports import report_schema, reports_page
from tools.reference.settings import settings_page
from tools.reference.testing import testing_page

__all__ = ["PAGES"]

PAGES: dict[str, Callable[[], str]] = {  # name in docs/reference: its text
    "assignment-toml.md": settings_page,
    "commands.md": commands_page,
    "gradebook.md": gradebook_page,
    "notebook.md": notebook_page,
    "report.md": reports_page,
    "report.schema.json": report_schema,
    "testing.md": testing_page,
}
