"""How a function of the trusted side reaches a student's function: by name, or as public source.

The trusted side is never called back. What setup defines, or a module imported there offers, goes by its
name and is looked up in the worker; a function that the check itself defines goes as its text.
"""

import ast
import builtins
import inspect
import textwrap
from collections.abc import Callable, Mapping
from types import FunctionType, ModuleType
from typing import Any

from grader import wire
from grader.submission.proxies import Handle, Submission

__all__ = ["leaf_of"]


def leaf_of(setup_names: Mapping[str, Any]) -> Callable[[object], wire.Record]:
    """A function that turns what is not plain data into a record for the wire.

    Args:
        setup_names: The trusted setup namespace: the globals of the compiled check module.
    """

    def leaf(value: object) -> wire.Record:
        if type(value) is Handle:
            reference: wire.Ref = object.__getattribute__(value, "_reference")
            return reference
        path = _path_of(value, setup_names)
        if path is not None:
            return wire.Named(path)
        if isinstance(value, FunctionType):
            return _source_of(value)
        if type(value) is Submission:
            raise TypeError("the submission itself cannot be passed to its own functions")
        raise TypeError(f"a {type(value).__name__} cannot be passed to a submission: pass plain data")

    return leaf


def _path_of(value: object, setup_names: Mapping[str, Any]) -> str | None:
    """Where the worker finds the same object: a name of setup, or a public attribute of a module there."""
    if not callable(value) and not isinstance(value, ModuleType):
        return None
    for name, known in setup_names.items():
        if known is value and not name.startswith(("_", "test_", "@")):
            return name
    module_name = getattr(value, "__module__", None) or getattr(
        type(getattr(value, "__self__", None)), "__module__", None
    )
    attribute = getattr(value, "__name__", None)
    if not isinstance(attribute, str) or not isinstance(module_name, str):
        return None
    if module_name == "builtins" and getattr(builtins, attribute, None) is value:
        return attribute
    for name, known in setup_names.items():
        if isinstance(known, ModuleType):
            found = _below(known, value, attribute)
            if found is not None:
                return f"{name}.{found}"
    return None


def _below(module: ModuleType, value: object, attribute: str) -> str | None:
    """The dotted path of *value* in *module* or one of its public submodules."""
    if getattr(module, attribute, None) is value:
        return attribute
    for name, part in vars(module).items():
        public = isinstance(part, ModuleType) and not name.startswith("_")
        if public and part.__name__.startswith(module.__name__ + ".") and vars(part).get(attribute) is value:
            return f"{name}.{attribute}"
    return None


def _source_of(function: FunctionType) -> wire.SourceText:
    """A function defined by a check, as its text, with the plain data that it closes over."""
    bindings = inspect.getclosurevars(function).nonlocals
    try:
        text = textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):
        raise TypeError(f"the text of {function.__name__} is not to be found: define it with 'def'") from None
    if function.__name__ == "<lambda>":
        return wire.SourceText("a_lambda", _lambda_text(function), dict(bindings))
    return wire.SourceText(function.__name__, text, dict(bindings))


def _lambda_text(function: FunctionType) -> str:
    lines, _ = inspect.findsource(function)
    tree = ast.parse("".join(lines))
    starts = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Lambda) and node.lineno == function.__code__.co_firstlineno
    ]
    if len(starts) != 1:
        raise TypeError("there are several lambdas on one line: define the function with 'def'")
    return f"a_lambda = {ast.unparse(starts[0])}\n"
