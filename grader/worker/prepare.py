"""What the zygote does once, so that no submission pays for it: imports, the shell, the setup cells.

Nothing of a submission is here yet. No BLAS call is made and no thread started by our own code; a setup
cell may do either, which the zygote finds out before it forks.
"""

import io
import sys
from collections.abc import Sequence
from typing import Any

from grader import wire
from grader.worker.failures import describe
from grader.worker.seeds import reseed
from grader.worker.shell import NotebookShell, start_shell

__all__ = ["Prepared", "SetupError", "prepare"]

SETUP_SEED = 0


class SetupError(Exception):
    """A setup cell raised. Its author must mend it; no submission is at fault."""

    def __init__(self, label: str, raised: wire.Raised) -> None:
        where = "".join(f"\n  line {number}: {text}" for _, number, text in raised.lines)
        super().__init__(f"setup cell {label} raised {raised.type_name}: {raised.message}{where}")
        self.label = label


class Prepared:
    """A shell whose namespace holds what the setup cells defined."""

    def __init__(self, shell: NotebookShell) -> None:
        self.shell = shell
        self.setup_names: dict[str, Any] = {}

    def run_setup(self, cells: Sequence[tuple[str, str]]) -> list[list[dict[str, Any]]]:
        """Run setup cells, each a label and its text, and remember what they define.

        Returns:
            What each cell showed.

        Raises:
            SetupError: A cell raised.
        """
        reseed(SETUP_SEED)
        shown = []
        for label, source in cells:
            error, outputs = self.shell.run_labelled(label, source)
            if error is not None:
                raise SetupError(label, describe(error))
            shown.append(outputs)
        self._warm_figures()
        self.setup_names = dict(self.shell.user_ns)
        return shown

    def _warm_figures(self) -> None:
        if "matplotlib.pyplot" not in sys.modules:
            return
        from matplotlib import pyplot

        # As Jupyter does for every notebook: figures show themselves, with or without the magic.
        self.shell.run_labelled("figures", "%matplotlib inline")
        pyplot.figure(figsize=(1, 1))
        pyplot.plot([0, 1])
        pyplot.title("warm")
        pyplot.savefig(io.BytesIO())  # fonts and caches, once for all forks
        pyplot.close("all")


def prepare(setup: Sequence[tuple[str, str]] = ()) -> Prepared:
    """Start the shell and run the setup cells, each a label and its text."""
    sys.path.insert(0, "")  # as in Jupyter: modules that came with the notebook, or that it wrote
    prepared = Prepared(start_shell())
    prepared.shell.run_labelled("warm", "None")
    prepared.shell.run_labelled("warm", "raise_nothing = [n for n in range(3)]; del raise_nothing")
    prepared.run_setup(setup)
    return prepared
