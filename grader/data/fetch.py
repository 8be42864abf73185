"""Fetching the full MNIST into the user's cache: only when asked, and only what has the published sha256.

Refuses to wait for ever, and to leave a half-written or damaged file under a good name: pooch writes beside,
compares, then renames.
"""

import errno
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from grader.data.published import TEST_IMAGES, TEST_LABELS, TRAIN_IMAGES, TRAIN_LABELS, PublishedFile
from grader.data.sources import mnist_folder
from grader.errors import DataError

__all__ = ["FILES", "MIRRORS", "fetch_mnist"]

FILES = (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",  # PyTorch's, the one that torchvision uses first
    "https://storage.googleapis.com/cvdf-datasets/mnist/",  # the Common Visual Data Foundation's
)
"""Folders with the four files, as published, tried in this order."""

ANSWER_S = 10.0  # seconds to connect, and between two pieces of a file
FILE_S = 300.0  # seconds for one file from one mirror: 10 MB at 33 kB/s

_DISK = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT}  # no other mirror helps


def fetch_mnist(
    folder: Path | None = None,
    *,
    mirrors: Sequence[str] = MIRRORS,
    files: Sequence[PublishedFile] = FILES,
    answer_s: float = ANSWER_S,
    file_s: float = FILE_S,
    report: Callable[[str], None] = lambda _line: None,
) -> Path:
    """Fetch the files of MNIST that *folder* does not have yet, 12 MB in all.

    Args:
        folder: Where to; by default where ``load_mnist("full")`` looks for them. A file that is there already
            is kept if its sha256 is right, and replaced if not.
        mirrors: Folders by URL; the next one is tried when one does not answer or serves something else.
        files: What to fetch.
        answer_s: Seconds after which a mirror that stays silent is given up.
        file_s: Seconds after which a file that is not complete is given up, per mirror.
        report: Called with a line of text before each download.

    Returns:
        The folder, complete.

    Raises:
        DataError: No mirror gave a file, or the folder cannot be written; the message says what each mirror
            did, and what to do. Offline this takes at most *answer_s* for each address of each mirror, and as
            long as the system takes to find that a name has none.
    """
    folder = mnist_folder() if folder is None else folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise DataError(f"{folder} cannot be written: {problem.strerror}") from None
    with _quiet_pooch():
        for file in files:
            _fetch(file, folder, mirrors, answer_s=answer_s, file_s=file_s, report=report)
    return folder


def _fetch(
    file: PublishedFile,
    folder: Path,
    mirrors: Sequence[str],
    *,
    answer_s: float,
    file_s: float,
    report: Callable[[str], None],
) -> None:
    import pooch

    problems = []
    for mirror in mirrors:
        url = f"{mirror.rstrip('/')}/{file.name}"
        clock = _Clock(seconds=file_s)
        downloader = pooch.HTTPDownloader(timeout=answer_s, progressbar=clock)
        if not (folder / file.name).is_file():
            report(f"{file.name} from {mirror}")
        try:
            pooch.retrieve(url, f"sha256:{file.sha256}", fname=file.name, path=folder, downloader=downloader)
        except (OSError, ValueError) as problem:
            # requests' errors are OSErrors; pooch raises ValueError for a wrong sha256
            if isinstance(problem, OSError) and problem.errno in _DISK:
                raise DataError(f"{folder} cannot be written: {problem.strerror}") from None
            problems.append(f"{mirror}: {_explain(problem)}")
        else:
            return
    raise DataError(
        f"{file.name} cannot be fetched: {'; '.join(problems)}. Are you online? You can also put the files "
        f"into {folder} yourself, or use the digits that come with the package: load_mnist('bundled')"
    )


class _Clock:
    """What pooch takes for a progress bar: told of every piece, it ends a download that takes too long."""

    def __init__(self, *, seconds: float) -> None:
        self.total = 0  # bytes, set by pooch
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def update(self, size: int) -> None:  # noqa: ARG002
        if time.monotonic() > self._end:
            raise TimeoutError(f"not complete after {self._seconds:g} s")

    def reset(self) -> None:
        """Asked for by pooch before its last update."""

    def close(self) -> None:
        """Asked for by pooch at the end."""


def _explain(problem: Exception) -> str:
    import requests

    response = getattr(problem, "response", None)
    match problem:
        case requests.exceptions.HTTPError() if response is not None:
            return f"HTTP status {response.status_code}"
        case requests.exceptions.Timeout():
            return "no answer in time"
        case requests.exceptions.ConnectionError():
            return "no connection"
        case ValueError() if not isinstance(problem, OSError):
            return "another file (its sha256 is wrong)"
    return str(problem) or type(problem).__name__


@contextmanager
def _quiet_pooch() -> Iterator[None]:
    # pooch logs each download to stderr; only the command line prints here
    import pooch

    logger = pooch.get_logger()
    level = logger.level
    logger.setLevel("ERROR")
    try:
        yield
    finally:
        logger.setLevel(level)
