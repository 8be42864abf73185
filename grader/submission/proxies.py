"""Stands on the trusted side for what lives in a student's process.

`Submission` is what a check sees of the notebook: its names. Plain data arrives by value; anything else as a
`Handle`, which can be called, indexed, iterated and asked for attributes, each a request over the wire, and
which refuses everything that a verdict could be made of. A student's object has no say in a comparison.
"""

from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from grader import wire
from grader.submission.connection import Connection
from grader.submission.failures import Unusable, clean

__all__ = ["Handle", "Submission"]

__tracebackhide__ = True  # with pytest alone, the check's own lines are shown
MAX_ITEMS = 100_000  # of one iteration: an endless generator must not fill the trusted side's memory
MAX_LENGTH = 10_000_000  # that an object may say it has: list() makes room for as many before it asks for one


class Submission:
    """The names of a notebook, as they are at a check's place: ``submission.NAME`` fetches one."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        object.__setattr__(self, "_connection", connection)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)  # Python's own protocols are not the student's names
        return _only(self._connection, self._connection.ask("get", name))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise TypeError(f"submission.{name} cannot be set: a check changes objects, not the notebook's names")

    def __repr__(self) -> str:
        return "<the submission>"


class Handle:
    """An object of the student's, known by its number. Its type name is the student's word."""

    __slots__ = ("_connection", "_reference")

    def __init__(self, connection: Connection, reference: wire.Ref) -> None:
        object.__setattr__(self, "_connection", connection)
        object.__setattr__(self, "_reference", reference)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__") and name not in ("__name__", "__doc__"):
            raise AttributeError(name)  # numpy, copy and pickle look for their protocols: there are none
        return _only(self._connection, self._connection.ask("attribute", self, name))

    def __setattr__(self, name: str, value: object) -> None:
        self._connection.ask("set attribute", self, name, value)

    def __call__(self, *arguments: object, **keywords: object) -> Any:
        return _only(self._connection, self._connection.ask("call", self, list(arguments), keywords))

    def __getitem__(self, key: object) -> Any:
        return _only(self._connection, self._connection.ask("item", self, key))

    def __setitem__(self, key: object, value: object) -> None:
        self._connection.ask("set item", self, key, value)

    def __len__(self) -> int:
        length = _only(self._connection, self._connection.ask("length", self))
        if type(length) is not int or length < 0:
            raise self._connection.lose("a length that is no length")
        if length > MAX_LENGTH:
            raise Unusable(f"{self!r} says that it has {length} items: {MAX_LENGTH} are the most")
        said = self._connection.lengths.setdefault(self._reference.number, length)
        if said != length:
            raise Unusable(f"{self!r} said that it has {said} items, and now that it has {length}")
        return length

    def __iter__(self) -> Iterator[Any]:
        iterator = _only(self._connection, self._connection.ask("iterate", self))
        # known here only if the check itself has asked: list() does so after this
        return _items(self, iterator, said=self._connection.lengths.get(self._reference.number))

    def __repr__(self) -> str:
        return f"<{clean(self._reference.type_name, 60)} of the submission>"

    def __format__(self, _spec: str) -> str:
        return repr(self)

    def _refuse(self, what: str) -> NoReturn:
        raise Unusable(f"{self!r} {what}: expected plain data (a number, text, list or NumPy array)")

    def __bool__(self) -> bool:
        self._refuse("is neither true nor false")

    def __contains__(self, _item: object) -> bool:
        self._refuse("cannot be searched")

    def __array__(self, *_arguments: object, **_keywords: object) -> NoReturn:
        self._refuse("is no array")

    def __array_function__(self, *_arguments: object, **_keywords: object) -> NoReturn:
        self._refuse("is no array")  # else numpy.sum would call a method of the student's

    def __instancecheck__(self, _instance: object) -> bool:
        self._refuse("cannot tell what its instances are")


def _refusing(what: str) -> Callable[..., Any]:
    def method(self: Handle, *_others: object) -> Any:
        self._refuse(what)

    return method


for _name in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(Handle, f"__{_name}__", _refusing("cannot be compared"))
for _name in ("int", "float", "complex", "index", "round", "trunc", "abs", "neg", "pos", "invert"):
    setattr(Handle, f"__{_name}__", _refusing("is no number"))
for _operator in ("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "pow", "and", "or", "xor"):
    for _prefix in ("", "r", "i"):
        setattr(Handle, f"__{_prefix}{_operator}__", _refusing("cannot be computed with"))
for _none in ("hash", "array_ufunc"):
    setattr(Handle, f"__{_none}__", None)
del _name, _none, _operator, _prefix


def _items(handle: Handle, iterator: object, *, said: int | None) -> Iterator[Any]:
    """The items of *handle*, which must be as many as it *said*, where a check has asked."""
    connection = handle._connection
    for count in range(MAX_ITEMS):
        item = _only(connection, connection.ask("next", iterator))
        if type(item) is not list or len(item) > 1:
            raise connection.lose("an item that is no item")
        if not item and said not in (None, count):
            raise Unusable(f"{handle!r} said that it has {said} items, and gave {count}")
        if not item:
            return
        yield item[0]
    raise Unusable(f"{handle!r} has more than {MAX_ITEMS} items")


def _only(connection: Connection, value: Any) -> Any:
    """The one value of a well-formed answer."""
    if type(value) is not list or len(value) != 1:
        raise connection.lose("an answer that is no answer")
    return value[0]
