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
    rows = [_row(option) for option in command.params if isinstance(option, click.Option)]
    if rows:
        yield table(("option", "meaning"), rows) + "\n"


def _help(command: click.Command) -> str:
    return inspect.cleandoc(command.help or "").replace("<", r"\<")


def _row(option: click.Option) -> tuple[str, str]:
    """Its names and value, and what it means; laid out here, so that it is the same with every click."""
    names = ", ".join(sorted(option.opts, key=len))
    more = []
    if option.required:
        more.append("needed")
    if option.show_default and option.default is not None:
        more.append(f"default: {option.default}")
    if isinstance(option.type, click.IntRange | click.FloatRange):
        least = "above" if option.type.min_open else "from"
        bounds = [(least, option.type.min), ("to", option.type.max)]
        more += [f"{word} {bound}" for word, bound in bounds if bound is not None]
    meaning = f"{option.help or ''} ({'; '.join(more)})" if more else option.help or ""
    return f"`{' '.join([names, _value(option)]).strip()}`", meaning.replace("<", r"\<")


def _value(option: click.Option) -> str:
    if option.is_flag:
        return ""
    match option.type:
        case _ if option.metavar:
            return option.metavar
        case click.Choice(choices=choices):
            return "|".join(map(str, choices))
        case click.Path(file_okay=False):
            return "FOLDER"
        case click.Path():
            return "FILE"
        case click.types.IntParamType() | click.types.FloatParamType():
            return "N"
        case _:
            return "TEXT"
