"""docs/reference/assignment-toml.md: every field of an ``assignment.toml``."""

import inspect

import msgspec

from grader.course import Settings
from tools.reference.types import fields_table

__all__ = ["settings_page"]

HEAD = """# assignment.toml

*Written by `python -m tools.reference` from `grader.course`.* Only `title` is needed. A field that is
unknown, of another type or out of its bounds is an error that names it.
"""


def settings_page() -> str:
    """The page."""
    parts = [HEAD, fields_table(Settings, none="")]
    for field in msgspec.structs.fields(Settings):
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            parts.append(f"\n## [{field.name}]\n")
            if field.type.__doc__:
                parts.append(f"{inspect.getdoc(field.type)}\n")
            parts.append(fields_table(field.type, none=""))
    return "\n".join([*parts, ""])
