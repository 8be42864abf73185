"""Loads a source notebook, ``.ipynb``, percent ``.py`` or MyST ``.md``, as one valid nbformat 4 object.

Its author is trusted, their file is not believed to be in order: whatever is wrong with it is a
`SourceNotebookError` that says so. Cell ids are dropped: duplicates are everyday, and text formats have none.
"""

import json
import warnings
from pathlib import Path
from typing import Any

from grader.errors import InvalidSubmission, SourceNotebookError
from grader.notebook.files import MAX_FILE, as_utf8, refuse_other_formats

__all__ = ["TEXT_FORMATS", "load_notebook"]

TEXT_FORMATS = {".py": "py:percent", ".md": "md:myst"}  # by suffix, as jupytext calls them


def load_notebook(path: Path, *, validate: bool = True) -> dict[str, Any]:
    """The notebook in the file *path*.

    Args:
        validate: As nbformat 4.4, which takes a tenth of a second; not where that was done before.

    Raises:
        SourceNotebookError: It cannot be read, or jupytext is needed and not installed.
    """
    if path.suffix in TEXT_FORMATS:
        notebook = _read_text(path)
    elif path.suffix == ".ipynb":
        notebook = _read_json(path)
    else:
        raise SourceNotebookError(
            f"ends in {path.suffix or 'nothing'}, expected .ipynb, .py (percent) or .md (MyST)", path=path
        )
    for cell in notebook["cells"] if isinstance(notebook.get("cells"), list) else ():
        if isinstance(cell, dict):
            cell.pop("id", None)
    notebook["nbformat_minor"] = 4  # the last one whose cells have no ids
    if validate:
        _validate(notebook, path)
    return notebook


def _validate(notebook: dict[str, Any], path: Path) -> None:
    import nbformat

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            nbformat.validate(notebook)
    except (nbformat.ValidationError, AttributeError, KeyError, TypeError) as error:
        raise SourceNotebookError(f"is no valid notebook: {_first_line(error)}", path=path) from None


def _read_json(path: Path) -> dict[str, Any]:
    data = _read_bytes(path)
    try:
        text = as_utf8(data, what="it")
        refuse_other_formats(text, what="it")
        notebook = json.loads(text)
    except InvalidSubmission as error:
        raise SourceNotebookError(error.reason, path=path) from None
    except (ValueError, RecursionError) as error:
        raise SourceNotebookError(f"is not valid JSON: {_first_line(error)}", path=path) from None
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
        got = notebook.get("nbformat") if isinstance(notebook, dict) else None
        raise SourceNotebookError(
            f"is in notebook format {got!r}, expected 4: open it in a current Jupyter and save it", path=path
        )
    return notebook


def _read_text(path: Path) -> dict[str, Any]:
    try:
        import jupytext
    except ImportError:
        raise SourceNotebookError(
            f'a source notebook in {path.suffix} needs jupytext: pip install "welldone[text]"', path=path
        ) from None
    try:
        text = as_utf8(_read_bytes(path), what="it").decode()
    except (InvalidSubmission, UnicodeDecodeError):
        raise SourceNotebookError("is not UTF-8 text: save it as UTF-8", path=path) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            notebook = jupytext.reads(text, fmt=TEXT_FORMATS[path.suffix])
    # jupytext has no error of its own for what its readers and YAML stumble over
    except Exception as error:
        raise SourceNotebookError(f"jupytext cannot read it: {_first_line(error)}", path=path) from None
    # plain dicts and lists, as the reader of .ipynb makes them
    plain: dict[str, Any] = json.loads(json.dumps(notebook))
    return plain


def _read_bytes(path: Path) -> bytes:
    try:
        if (size := path.stat().st_size) > MAX_FILE:
            raise SourceNotebookError(
                f"has {size / 2**20:.0f} MiB, and {MAX_FILE // 2**20} MiB is the limit: clear its outputs",
                path=path,
            )
        return path.read_bytes()
    except OSError as error:
        raise SourceNotebookError(f"cannot be read: {error.strerror}", path=path) from None


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n", 1)[0] or type(error).__name__
