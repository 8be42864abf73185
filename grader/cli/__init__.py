"""The command ``grader``: the only place that prints, and that turns errors into exit statuses.

Exit status: 0 done, whatever the scores; 1 usage or authoring error; 2 the grader's own fault;
3 ``--fail-under`` was not met.
"""

import importlib
import sys
import traceback

import click

from grader import __version__
from grader.errors import GraderError

__all__ = ["main"]

_COMMANDS = {  # name: where it is, and what it is for
    "new": ("grader.cli.authoring", "Scaffold an assignment that can be released at once."),
    "release": ("grader.cli.authoring", "Make the student's version and the solution of assignments."),
    "audit": ("grader.cli.audit", "Find out whether an assignment's checks can be trusted."),
    "check": ("grader.cli.checking", "Run the visible checks of your own notebook, as grading will."),
    "grade": ("grader.cli.grading", "Grade submissions."),
    "unpack": ("grader.cli.unpacking", "Unpack a learning platform's zip of a whole class."),
    "report": ("grader.cli.results", "Make pages of what was graded."),
    "export": ("grader.cli.exporting", "Write what was graded for other programs."),
    "merge": ("grader.cli.comparing", "Make one file of the reports of several shards."),
    "diff": ("grader.cli.comparing", "Say what changed between two runs: for whom, by how much, and why."),
    "gradebook": ("grader.cli.gradebook", "Keep attempts, marks and overrides, and say what counts."),
    "doctor": ("grader.cli.machine", "Show what this machine can enforce, and what it cannot."),
    "data": ("grader.cli.machine", "Fetch digits beyond those that come with the package."),
    "demo": ("grader.cli.show", "All of it on one homework and a class of made submissions."),
}


class _Commands(click.Group):
    """Imports a command's module when it is used, so that ``grader --help`` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module, _ = _COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in _COMMANDS.items()])


@click.command(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="grader")
def _grader() -> None:
    """Homework that grades itself: release, grade and check numerical notebooks."""


def _plain(text: str) -> str:
    """*text* without what a terminal would act on: an error may name what students named."""
    return "".join(
        char if char.isprintable() or char in "\n\t" else "\N{REPLACEMENT CHARACTER}" for char in text
    )


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with the status that the design fixes."""
    try:
        status = _grader.main(args=arguments, prog_name="grader", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as request:
        click.echo(request.ctx.get_help() if request.ctx is not None else str(request))
        status = 1
    except click.ClickException as error:
        error.show()
        status = 1
    except click.Abort:
        click.echo("stopped", err=True)
        status = 130
    except GraderError as error:
        click.echo(f"grader: {_plain(str(error))}", err=True)
        status = error.exit_status
    except Exception:
        traceback.print_exc()
        click.echo("grader: this is the grader's own fault; please report it with the lines above", err=True)
        status = 2
    sys.exit(status if isinstance(status, int) else 0)
