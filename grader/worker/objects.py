"""The objects of the student's that the trusted side holds a reference to, by number."""

import builtins
from typing import Any

from grader import wire
from grader.worker.shell import NotebookShell

__all__ = ["ObjectTable"]


class ObjectTable:
    """Numbers for objects that cannot cross by value; lives and dies with one check's process."""

    def __init__(self, shell: NotebookShell, setup_names: dict[str, Any]) -> None:
        self._shell = shell
        self._setup_names = setup_names
        self._objects: list[Any] = []
        self._numbers: dict[int, int] = {}
        self.unresolved: BaseException | None = None

    def refer(self, value: object) -> wire.Ref:
        """A reference to *value*; the same object gets the same number."""
        number = self._numbers.get(id(value))
        if number is None:
            number = len(self._objects)
            self._objects.append(value)  # kept alive, so that its id stays its own
            self._numbers[id(value)] = number
        return wire.Ref(number, str(type(value).__name__))

    def resolve(self, record: object) -> Any:
        """The object that *record* stands for.

        What cannot be found is remembered in ``unresolved``, to be raised in answer to the request: an
        exception here would look like a broken frame.
        """
        try:
            if isinstance(record, wire.Ref):
                return self._objects[record.number]
            if isinstance(record, wire.Named):
                return self._look_up(record.path)
            if isinstance(record, wire.SourceText):
                return self._define(record)
        except BaseException as error:
            self.unresolved = error
        return None

    def _look_up(self, path: str) -> Any:
        first, *rest = path.split(".")
        value = self._setup_names[first] if first in self._setup_names else getattr(builtins, first)
        for name in rest:
            value = getattr(value, name)
        return value

    def _define(self, record: wire.SourceText) -> Any:
        names = {**self._setup_names, **record.bindings}
        self._shell.define(record.text, f"of the check, {record.name}", names)
        return names[record.name]
