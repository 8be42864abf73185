"""Collects the files of checks, and looks at nothing else.

Given their paths, pytest would list every folder above them, which may be large, slow, or not this user's to
list; and it takes brackets and colons in a path for the names of tests.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

__all__ = ["Files"]


class Files:
    """A plugin for a session over one folder, in which it finds *files*, wherever they are.

    Attributes:
        options: For pytest; the session must be run in the folder.
    """

    def __init__(self, files: Sequence[Path], *, folder: Path) -> None:
        self.options = (f"--rootdir={folder}", f"--confcutdir={folder}", ".")
        self._files = files

    @pytest.hookimpl(tryfirst=True)
    def pytest_collect_directory(self, path: Path, parent: pytest.Collector) -> pytest.Collector:
        """The folder, with nothing in it but the files."""
        folder: _Folder = _Folder.from_parent(parent, path=path)
        folder.files = self._files
        return folder


class _Folder(pytest.Directory):
    files: Sequence[Path] = ()

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        for file in self.files:
            yield from self.ihook.pytest_collect_file(file_path=file, parent=self)
