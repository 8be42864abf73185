"""Fetching: from a server on the loopback interface, and from servers that fail in every way they do."""

import errno
import hashlib
import http.server
import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.data import fetch_mnist
from grader.data.fetch import FILES, MIRRORS
from grader.data.published import PublishedFile
from grader.errors import DataError

CONTENT = b"digits " * 1000


def published(name: str, content: bytes = CONTENT) -> PublishedFile:
    return PublishedFile(name=name, sha256=hashlib.sha256(content).hexdigest(), shape=(len(content),))


ONE, TWO = published("one.gz"), published("two.gz")


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    asked: list[str]
    content: bytes
    status: int
    pause_s: float

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class _Answer(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.content)))
        self.end_headers()
        for start in range(0, len(self.server.content), 1024):
            time.sleep(self.server.pause_s)
            try:
                self.wfile.write(self.server.content[start : start + 1024])
            except OSError:  # the client gave up, as it should
                return

    def log_message(self, *args: object) -> None:
        """Nothing on the test's stderr."""


def _serve(content: bytes, *, status: int = 200, pause_s: float = 0.0) -> Server:
    server = Server(("127.0.0.1", 0), _Answer)
    server.asked, server.content, server.status, server.pause_s = [], content, status, pause_s
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return server


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def good() -> Iterator[Server]:
    server = _serve(CONTENT)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def damaged() -> Iterator[Server]:
    server = _serve(CONTENT[:-1] + b"!")
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def refused() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}/"


def test_the_files_come_into_the_folder_and_are_reported(good: Server, tmp_path: Path) -> None:
    lines: list[str] = []
    folder = fetch_mnist(tmp_path / "new", mirrors=[good.url], files=[ONE, TWO], report=lines.append)
    assert folder == tmp_path / "new"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        "one.gz": CONTENT,
        "two.gz": CONTENT,
    }
    assert lines == [f"one.gz from {good.url}", f"two.gz from {good.url}"]


def test_a_file_that_is_there_is_not_fetched_again(good: Server, tmp_path: Path) -> None:
    (tmp_path / "one.gz").write_bytes(CONTENT)
    fetch_mnist(tmp_path, mirrors=[good.url], files=[ONE, TWO])
    assert good.asked == ["/two.gz"]


def test_a_damaged_file_that_is_there_is_replaced(good: Server, tmp_path: Path) -> None:
    (tmp_path / "one.gz").write_bytes(b"half a fi")
    fetch_mnist(tmp_path, mirrors=[good.url], files=[ONE])
    assert (tmp_path / "one.gz").read_bytes() == CONTENT


def test_the_next_mirror_is_tried_after_a_refused_connection(
    good: Server, refused: str, tmp_path: Path
) -> None:
    fetch_mnist(tmp_path, mirrors=[refused, good.url], files=[ONE])
    assert (tmp_path / "one.gz").read_bytes() == CONTENT


def test_the_next_mirror_is_tried_after_a_damaged_file(good: Server, damaged: Server, tmp_path: Path) -> None:
    fetch_mnist(tmp_path, mirrors=[damaged.url, good.url], files=[ONE])
    assert (tmp_path / "one.gz").read_bytes() == CONTENT
    assert damaged.asked == ["/one.gz"]


def test_a_damaged_file_leaves_nothing_behind(damaged: Server, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        fetch_mnist(tmp_path, mirrors=[damaged.url], files=[ONE])
    assert f"{damaged.url}: another file (its sha256 is wrong)" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_refused_connection_is_a_clear_error(refused: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        fetch_mnist(tmp_path, mirrors=[refused], files=[ONE])
    assert str(caught.value) == (
        f"one.gz cannot be fetched: {refused}: no connection. Are you online? You can also put the files "
        f"into {tmp_path} yourself, or use the digits that come with the package: load_mnist('bundled')"
    )


def test_a_host_without_an_address_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"mnist\.invalid/: no connection"):
        fetch_mnist(tmp_path, mirrors=["http://mnist.invalid/"], files=[ONE], answer_s=1.0)


def test_every_mirror_is_accounted_for(damaged: Server, refused: str, tmp_path: Path) -> None:
    missing = _serve(b"no such file", status=404)
    try:
        with pytest.raises(DataError) as caught:
            fetch_mnist(tmp_path, mirrors=[refused, damaged.url, missing.url], files=[ONE])
    finally:
        missing.shutdown()
        missing.server_close()
    assert (
        f"{refused}: no connection; {damaged.url}: another file (its sha256 is wrong); "
        f"{missing.url}: HTTP status 404. "
    ) in str(caught.value)


def test_a_server_that_accepts_and_stays_silent_is_given_up(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(DataError, match="no answer in time"):
            fetch_mnist(tmp_path, mirrors=[url], files=[ONE], answer_s=0.2)


def test_a_server_that_drips_is_given_up(tmp_path: Path) -> None:
    dripping = _serve(CONTENT, pause_s=0.2)
    try:
        with pytest.raises(DataError, match=r"not complete after 0\.3 s"):
            fetch_mnist(tmp_path, mirrors=[dripping.url], files=[ONE], answer_s=5.0, file_s=0.3)
    finally:
        dripping.shutdown()
        dripping.server_close()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named_before_anything_is_asked(good: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    folder = tmp_path / "file" / "mnist"
    with pytest.raises(DataError) as caught:
        fetch_mnist(folder, mirrors=[good.url], files=[ONE])
    assert str(caught.value) == f"{folder} cannot be written: Not a directory"
    assert good.asked == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_named(good: Server, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(DataError, match=r"cannot be written: Permission denied"):
        fetch_mnist(tmp_path, mirrors=[good.url], files=[ONE])


def test_a_full_disk_is_no_matter_of_the_mirror(
    good: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object, **options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pooch.retrieve", full)
    with pytest.raises(DataError, match=f"{tmp_path} cannot be written: No space left on device"):
        fetch_mnist(tmp_path, mirrors=[good.url], files=[ONE])


def test_the_default_files_are_the_four_that_loading_wants() -> None:
    assert [file.name.split("-ubyte")[0] for file in FILES] == [
        "train-images-idx3",
        "train-labels-idx1",
        "t10k-images-idx3",
        "t10k-labels-idx1",
    ]
    assert all(mirror.startswith("https://") and mirror.endswith("/") for mirror in MIRRORS)


def test_nothing_is_printed_or_logged(
    good: Server, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    fetch_mnist(tmp_path, mirrors=[good.url], files=[ONE])
    assert capfd.readouterr() == ("", "")
