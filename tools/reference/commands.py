"""docs/reference/commands.md: every command, from the command line's own help."""

import inspect
from collections.abc import Iterator

import click

import grader.cli
from tools.reference.markdown import docstring, table

__all__ = ["commands_page"]

HEAD = """# Commands

*Written by `python -m tools.reference` from the commands' own help, which `--help` shows for each.*
"""


def commands_page() -> str:
    """The page."""
    root = click.Context(grader.cli._grader, info_name="grader")
    status = docstring(grader.cli).partition("\n\n")[2]
    return "\n".join([HEAD, status, "", *_sections(grader.cli._grader, root)])


def _sections(command: click.Command, context: click.Context) -> Iterator[str]:
    """The section of a command, or those of a group's commands."""
    if not isinstance(command, click.Group):
        yield from _section(command, context)
        return
    if context.parent is not None:
        yield f"## {context.command_path}\n\n{_help(command)}\n"
    for name in command.list_commands(context):
        one = command.get_command(context, name)
        assert one is not None
        yield from _sections(one, click.Context(one, info_name=name, parent=context))


def _section(command: click.Command, context: click.Context) -> Iterator[str]:
    depth = "##" if context.parent is None or context.parent.parent is None else "###"
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield f"{depth} {context.command_path}\n\n```\n{usage}\n```\n\n{_help(command)}\n"
    rows = [_row(option, context) for option in command.params if isinstance(option, click.Option)]
    if rows:
        yield table(("option", "meaning"), rows) + "\n"


def _help(command: click.Command) -> str:
    return inspect.cleandoc(command.help or "").replace("<", r"\<")


def _row(option: click.Option, context: click.Context) -> tuple[str, str]:
    names, meaning = option.get_help_record(context) or (option.opts[0], "")
    if option.envvar:
        meaning += f" From the environment: `{option.envvar}`."
    return f"`{names}`", meaning.replace("<", r"\<")
