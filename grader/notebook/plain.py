"""Plain Python from a notebook cell: what IPython would run, magics turned into calls."""

from IPython.core.inputtransformer2 import TransformerManager

__all__ = ["plain_python"]


def plain_python(source: str) -> str:
    """The text that IPython compiles for *source*; line numbers stay as they are for ordinary cells."""
    return str(TransformerManager().transform_cell(source))
