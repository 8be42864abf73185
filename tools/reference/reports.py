"""docs/reference/report.md and report.schema.json: what ``grader grade --json`` writes."""

import enum

import msgspec

from grader.model import SCHEMA, CellResult, CheckResult, MatchedBy, Outcome, Report, Status
from tools.reference.markdown import comments, docstring, table
from tools.reference.types import fields_table

__all__ = ["report_schema", "reports_page"]

HEAD = f"""# Reports

*Written by `python -m tools.reference` from `grader.model`.* `grader grade --json FILE` writes a list of
reports of schema `{SCHEMA}`, one for each submission, in JSON. The same as a
[JSON schema](report.schema.json). Fields may be added; none is ever removed or given another meaning.
"""


def reports_page() -> str:
    """The page."""
    parts = [HEAD]
    for struct in (Report, CheckResult, CellResult):
        parts += [f"## {struct.__name__}\n", docstring(struct), "", fields_table(struct, none="null"), ""]
    for kind in (Status, Outcome, MatchedBy):
        parts += [f"## {kind.__name__}\n", docstring(kind), "", _values(kind), ""]
    return "\n".join(parts)


def report_schema() -> str:
    """The JSON schema."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        **msgspec.json.schema(list[Report]),
    }
    return msgspec.json.format(msgspec.json.encode(schema), indent=2).decode() + "\n"


def _values(kind: type[enum.StrEnum]) -> str:
    said = comments(kind)
    return table(("value", "meaning"), [(f"`{one.value}`", said.get(one.name, "")) for one in kind])
