"""The fields of structs, as tables: type, default, meaning."""

from typing import Any

import msgspec
from msgspec import inspect as kinds

from tools.reference.markdown import comments, table

__all__ = ["field_rows", "fields_table"]


def fields_table(struct: type[msgspec.Struct], *, none: str) -> str:
    """A table of a struct's fields.

    Args:
        none: What stands for None in the format that is described.
    """
    return table(("field", "type", "default", "meaning"), field_rows(struct, none=none))


def field_rows(struct: type[msgspec.Struct], *, none: str) -> list[tuple[str, str, str, str]]:
    """Name, type, default and meaning of each field that is no table of its own."""
    info = kinds.type_info(struct)
    assert isinstance(info, kinds.StructType)
    said = comments(struct)
    rows = []
    for field in info.fields:
        if isinstance(field.type, kinds.StructType):
            continue
        default = "needed" if field.required else _value(field.default, none=none)
        rows.append((f"`{field.name}`", _type(field.type, none=none), default, said.get(field.name, "")))
    return rows


def _type(kind: kinds.Type, *, none: str) -> str:
    match kind:
        case kinds.BoolType():
            return "true or false"
        case kinds.IntType():
            return "whole number" + _bounds(kind)
        case kinds.FloatType():
            return "number" + _bounds(kind)
        case kinds.StrType():
            return "text"
        case kinds.NoneType():
            return none
        case kinds.LiteralType(values=values):
            return " or ".join(_value(value, none=none) for value in values)
        case kinds.EnumType(cls=cls):
            return f"[{cls.__name__}](#{cls.__name__.lower()})"
        case kinds.StructType(cls=cls):
            return f"[{cls.__name__}](#{cls.__name__.lower()})"
        case kinds.VarTupleType(item_type=item):
            return f"list of {_type(item, none=none)}"
        case kinds.UnionType(types=types):
            rest = [_type(one, none=none) for one in types if not isinstance(one, kinds.NoneType)]
            return " or ".join([*rest, none] if none else rest)
        case _:
            raise TypeError(f"{kind}: say in tools/reference/types.py how a reader should call it")


def _bounds(kind: kinds.IntType | kinds.FloatType) -> str:
    most = ", at most" if kind.ge is None else " to"
    words = [(" above", kind.gt), (" from", kind.ge), (most, kind.le)]
    return "".join(f"{word} {bound}" for word, bound in words if bound is not None)


def _value(value: Any, *, none: str) -> str:
    if value is None:
        return none or "left out"
    return f"`{msgspec.json.encode(value).decode()}`"
