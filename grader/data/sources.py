"""Where digits come from: an argument, the environment, the user's cache, or the package, in this order.

Refuses to guess: what was named and is not there is an error, never silently something else.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from grader.data.published import TEST_IMAGES, TEST_LABELS, TRAIN_IMAGES, TRAIN_LABELS
from grader.errors import DataError

__all__ = ["VARIABLE", "find_source", "mnist_folder"]

VARIABLE = "WELLDONE_DATA"
"""Environment variable with the same values as `load_mnist`'s argument."""

_NAMES = tuple(file.name for file in (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS))


def mnist_folder() -> Path:
    """The folder of the user's cache into which `fetch_mnist` puts the four files. It need not exist."""
    import platformdirs

    return platformdirs.user_cache_path("welldone") / "mnist"


def find_source(source: str | Path | None, *, environment: Mapping[str, str] = os.environ) -> Path | None:
    """The folder with the four files of MNIST, or None for the bundled digits.

    Args:
        source: ``"bundled"``, ``"full"``, a folder, or None: then `VARIABLE` says which of these; and if that
            is not set either, the user's cache is taken if it is complete, else the bundled digits.
        environment: Where `VARIABLE` is looked up. It also says where ``"full"`` is, if it names a folder.

    Raises:
        DataError: The folder, or one of its four files, is not there.
    """
    named = environment.get(VARIABLE, "").strip()
    origin = ""
    if source is None and named:
        source, origin = named, f"{VARIABLE} is {named!r}: "
    if source is None:
        try:
            folder = mnist_folder()
        except ModuleNotFoundError:  # a light installation, which cannot have fetched anything
            return None
        return None if _missing(folder) else folder
    if source == "bundled":
        return None
    if source == "full":
        if named in ("", "bundled", "full"):
            folder, remedy = mnist_folder(), "run `grader data fetch mnist`"
        else:
            folder, remedy = Path(named).expanduser(), f"put it there, or change {VARIABLE}"
        missing = _missing(folder)
        if missing:
            raise DataError(
                f"{origin}the full MNIST is not at hand: {folder} has no {missing[0]}: {remedy}, "
                f"or use load_mnist('bundled')"
            )
        return folder
    folder = Path(source).expanduser()
    if not folder.is_dir():
        raise DataError(f"{origin}{str(source)!r} is neither 'bundled' nor 'full' nor a folder that exists")
    missing = _missing(folder)
    if missing:
        raise DataError(f"{origin}{folder} has no {missing[0]}, expected the four files of MNIST in it")
    return folder


def _missing(folder: Path) -> list[str]:
    # os.path and not Path: a confined process may not look into the cache, which is no error here
    return [name for name in _NAMES if not os.path.isfile(folder / name)]
