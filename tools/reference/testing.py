"""docs/reference/testing.md: what checks import, and what the fixture ``submission`` gives them."""

import ast
import dataclasses
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

import numpy as np

import grader.submission.proxies as proxies
import grader.testing
from grader import wire
from grader.submission.failures import Unusable
from tools.reference.markdown import comments, docstring, table

__all__ = ["testing_page"]

HEAD = """# What checks use

*Written by `python -m tools.reference` from the docstrings. What a handle answers and refuses was tried.*
"""

TRIED: dict[str, Callable[[Any], object]] = {
    "layer.weights": lambda layer: layer.weights,
    "layer.weights = W": lambda layer: setattr(layer, "weights", 1.0),
    "layer(X), layer.forward(X)": lambda layer: layer(1.0),
    "layer[0]": lambda layer: layer[0],
    "layer[0] = 1.0": lambda layer: layer.__setitem__(0, 1.0),
    "len(layer)": len,
    "for item in layer, list(layer)": list,
    "repr(layer)": repr,
    "layer == other, layer < other": lambda layer: layer == 1,
    "if layer, not layer": bool,
    "item in layer": lambda layer: 1 in layer,
    "float(layer), int(layer), abs(layer)": float,
    "layer + 1, layer @ W": lambda layer: layer + 1,
    "np.asarray(layer)": np.asarray,
    "np.sum(layer)": np.sum,
    "hash(layer), {layer: 1}": hash,
}


def testing_page() -> str:
    """The page."""
    parts = [HEAD, "## grader.testing\n", docstring(grader.testing), ""]
    for name in grader.testing.__all__:
        parts += _entry(name, getattr(grader.testing, name))
    parts += ["## The fixture `submission`\n", docstring(proxies), ""]
    for kind in (proxies.Submission, proxies.Handle):
        parts += [f"### {kind.__name__}\n", docstring(kind), ""]
    parts += ["With a handle `layer`:\n", table(("expression", "what happens"), map(_tried, TRIED)), ""]
    return "\n".join(parts)


def _entry(name: str, subject: Any) -> list[str]:
    if inspect.isclass(subject):
        return [f"### {name}\n", docstring(subject), "", _fields(subject), ""]
    return [f"### {name}\n", "```python", _signature(subject), "```\n", docstring(subject), ""]


def _fields(subject: Any) -> str:
    said = comments(subject)
    rows = [(f"`{one.name}`", said[one.name]) for one in dataclasses.fields(subject)]
    return table(("field", "meaning"), rows)


def _signature(function: Any) -> str:
    """As in the source, an argument a line."""
    (node,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    assert isinstance(node, ast.FunctionDef)
    arguments = node.args
    lines = [ast.unparse(argument) for argument in arguments.args]
    if arguments.kwonlyargs:
        lines.append("*")
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            lines.append(ast.unparse(argument) + (f" = {ast.unparse(default)}" if default else ""))
    inner = "".join(f"    {line},\n" for line in lines)
    returns = ast.unparse(node.returns) if node.returns else "None"
    return f"def {node.name}(\n{inner}) -> {returns}: ..."


class _Asked(Exception):
    """The handle asked the worker."""


class _Connection:
    """Tells what it is asked, instead of asking."""

    def ask(self, operation: str, *_arguments: object) -> object:
        raise _Asked(operation)


def _tried(expression: str) -> tuple[str, str]:
    handle = proxies.Handle(_Connection(), wire.Ref(number=1, type_name="Dense"))  # type: ignore[arg-type]
    try:
        result = f"`{TRIED[expression](handle)}`"
    except _Asked as asked:
        result = f"a request to the worker: {asked}"
    except Unusable as refusal:
        result = f"refused: `{refusal}`"
    except TypeError as error:
        result = f"refused: `TypeError: {error}`"
    return ", ".join(f"`{part}`" for part in expression.split(", ")), result
