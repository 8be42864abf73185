"""IPython semantics without a Jupyter kernel: magics, display, inline figures, captured outputs."""

import ast
import sys
from collections.abc import Callable
from typing import Any

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import SList
from traitlets import Type
from traitlets.config import Config

from grader.worker.outputs import Output, OutputLog, OutputStream
from grader.worker.plain_cells import may_be_plain

__all__ = ["NotebookShell", "cell_file_name", "cell_label", "start_shell"]

NO_PROGRAMS = "not run: a notebook that is graded starts no other program"
_PREFIX, _SUFFIX = "<cell ", ">"


def cell_file_name(label: str) -> str:
    """The file name that tracebacks show for a cell."""
    return f"{_PREFIX}{label}{_SUFFIX}"


def cell_label(file_name: str) -> str | None:
    """The label of the cell that *file_name* stands for, if it stands for one."""
    if file_name.startswith(_PREFIX) and file_name.endswith(_SUFFIX):
        return file_name[len(_PREFIX) : -len(_SUFFIX)]
    return None


class _LabelledCompiler(CachingCompiler):
    label = "?"
    _parsed: tuple[str, int, ast.AST] | None = None

    def parses(self, source: str) -> bool:
        """Whether *source* is Python; its tree is kept for the next who asks."""
        try:
            self._parsed = (source, self.flags, super().ast_parse(source))
        except (OverflowError, SyntaxError, ValueError, MemoryError, RecursionError):
            return False
        return True

    def ast_parse(self, source: str, filename: str = "<unknown>", symbol: str = "exec") -> ast.AST:
        """The tree of *source*: that which was just made to see whether it parses, once."""
        parsed, self._parsed = self._parsed, None
        if parsed is not None and symbol == "exec" and parsed[:2] == (source, self.flags):
            return parsed[2]
        return super().ast_parse(source, filename, symbol)

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:  # noqa: ARG002
        return cell_file_name(self.label)


class _LoggingPublisher(DisplayPublisher):
    shell: Any

    def publish(self, data: dict[str, Any], *_args: object, **_kwargs: object) -> None:
        self.shell.output_log.display("display_data", data)

    def clear_output(self, wait: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        self.shell.output_log.clear()


class _LoggingDisplayHook(DisplayHook):
    shell: Any

    def quiet(self) -> bool:
        # the base class looks into the history, which is off here
        return bool(self.semicolon_at_end_of_expression(self.shell.source))  # type: ignore[no-untyped-call]

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:  # noqa: ARG002
        self.shell.output_log.display("execute_result", format_dict)

    def finish_displayhook(self) -> None:
        pass


class NotebookShell(InteractiveShell):
    """An IPython shell that logs what cells show and returns what they raise."""

    compiler_class = Type(_LabelledCompiler)
    display_pub_class = Type(_LoggingPublisher)
    displayhook_class = Type(_LoggingDisplayHook)

    def __init__(self, **kwargs: Any) -> None:
        self.output_log = OutputLog()
        self.source = ""  # of the cell that is running
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self._transformers = self._all_transformers()

    def transform_cell(self, raw_cell: str) -> str:
        """What IPython makes of a cell; a plain one stays as it is, unless somebody added a transformer."""
        if may_be_plain(raw_cell) and self._all_transformers() == self._transformers:
            cell = raw_cell if raw_cell.endswith("\n") else raw_cell + "\n"
            assert isinstance(self.compile, _LabelledCompiler)
            if self.compile.parses(cell):
                return cell
        return str(super().transform_cell(raw_cell))  # type: ignore[no-untyped-call]

    def should_run_async(self, raw_cell: str, **known: Any) -> bool:
        """Whether the cell awaits something itself; the base class compiles it to find out."""
        cell = known.get("transformed_cell") or raw_cell
        if "await" not in cell and "async" not in cell:
            return False
        return bool(super().should_run_async(raw_cell, **known))

    def _all_transformers(self) -> list[Any]:
        manager = self.input_transformer_manager
        rewriting = (manager.cleanup_transforms, manager.line_transforms, manager.token_transformers)
        return [*map(list, rewriting), list(self.input_transformers_post)]

    def enable_matplotlib(self, gui: str | None = None) -> Any:  # noqa: ARG002
        """Show figures inline, whatever ``%matplotlib`` asks for: nobody is there to turn or zoom them."""
        return super().enable_matplotlib("inline")  # type: ignore[no-untyped-call]

    def enable_gui(self, gui: str | None = None) -> None:
        """Accept any event loop by name: there is none here, and inline figures need none."""

    def system(self, _command: str) -> None:
        """Say of ``!command`` that it is not run, and go on: it is a remark of the student's, no answer."""
        print(NO_PROGRAMS)
        self.user_ns["_exit_code"] = 1

    def getoutput(self, _command: str, split: bool = True, depth: int = 0) -> list[str] | str:  # noqa: ARG002, FBT001, FBT002
        """Say the same of ``name = !command``; it has no output."""
        print(NO_PROGRAMS)
        return SList() if split else ""

    def showtraceback(self, *_args: object, **_kwargs: object) -> None:
        """Show nothing: the caller gets the exception itself."""

    def showsyntaxerror(self, *_args: object, **_kwargs: object) -> None:
        """Show nothing: the caller gets the exception itself."""

    def run_labelled(self, label: str, source: str) -> tuple[BaseException | None, list[Output]]:
        """Run one cell. Return what it raised, if anything, and what it showed."""
        self._label(label)
        self.source = source
        error: BaseException | None
        try:
            result = self.run_cell(source, store_history=False)  # type: ignore[no-untyped-call]
            error = result.error_before_exec or result.error_in_exec
        except BaseException as raised:
            error = raised
        return error, self.output_log.take()

    def define(self, source: str, label: str, names: dict[str, Any]) -> None:
        """Run plain Python *source* in the namespace *names*, with its lines known to tracebacks."""
        self._label(label)
        name = self.compile.cache(source, 0)
        exec(compile(ast.parse(source, name), name, "exec"), names)  # noqa: S102

    def _label(self, label: str) -> None:
        assert isinstance(self.compile, _LabelledCompiler)
        self.compile.label = label


def start_shell() -> NotebookShell:
    """Make the one shell of this process and let it take over standard output."""
    config = Config()
    config.HistoryManager.enabled = False  # else a thread and an sqlite file: neither survives a fork
    config.InteractiveShell.cache_size = 0
    config.InteractiveShell.colors = "nocolor"
    shell = NotebookShell.instance(config=config)
    stream: Callable[[str], OutputStream] = lambda name: OutputStream(shell.output_log, name)  # noqa: E731
    sys.stdout, sys.stderr = stream("stdout"), stream("stderr")
    return shell
