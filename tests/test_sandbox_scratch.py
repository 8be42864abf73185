"""Directories for a while: private, and gone afterwards whatever was made of them."""

import inspect
import os
import sys
import tempfile
from pathlib import Path

import pytest

from grader.sandbox.scratch import Scratch, link_released_files, remove_tree


def test_a_tree_deeper_than_any_path_is_removed(tmp_path: Path) -> None:
    top = tmp_path / "top"
    top.mkdir()
    here = os.open(top, os.O_RDONLY)
    for _ in range(30):  # longer than PATH_MAX, 4096
        os.mkdir(200 * "d", dir_fd=here)
        below = os.open(200 * "d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    remove_tree(top)
    assert not top.exists()


def test_removal_does_not_recurse(tmp_path: Path) -> None:
    deep = tmp_path.joinpath("top", *["d"] * 120)
    deep.mkdir(parents=True)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 60)
    try:
        remove_tree(tmp_path / "top")
    finally:
        sys.setrecursionlimit(limit)
    assert not (tmp_path / "top").exists()


def test_directories_that_refuse_their_owner_are_removed(tmp_path: Path) -> None:
    inner = tmp_path / "top" / "closed" / "inner"
    inner.mkdir(parents=True)
    (inner / "file").write_text("x")
    for path in (inner, inner.parent, inner.parent.parent):
        path.chmod(0)
    remove_tree(tmp_path / "top")
    assert not (tmp_path / "top").exists()


def test_what_a_link_points_to_is_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("x")
    top = tmp_path / "top"
    top.mkdir()
    (top / "link").symlink_to(kept)
    remove_tree(top)
    assert (kept / "file").read_text() == "x"


def test_names_of_any_bytes_are_removed(tmp_path: Path) -> None:
    top = tmp_path / "top"
    top.mkdir()
    for name in (b"\xff\xfe", b"new\nline", b"-rf", b" "):
        os.mkdir(os.path.join(os.fsencode(top), name))
    remove_tree(top)
    assert not top.exists()


def test_a_place_can_be_entered_by_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Scratch() as scratch:
        assert scratch.make_place(None).stat().st_mode & 0o777 == 0o700


def test_what_a_killed_session_left_is_removed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    abandoned = Scratch()
    abandoned.make_place(None)
    os.close(abandoned._lock)  # as the kernel does when the process dies
    with Scratch():
        assert not abandoned.path.exists()


def test_the_directories_of_a_session_that_lives_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Scratch() as one, Scratch() as other:
        assert one.path.exists()
        assert other.path.exists()
    assert list(tmp_path.iterdir()) == []


def test_released_files_are_links_in_their_folders(tmp_path: Path) -> None:
    link_released_files([("data/digits.npz", "/somewhere/digits.npz")], into=tmp_path)
    assert os.readlink(tmp_path / "data" / "digits.npz") == "/somewhere/digits.npz"


def test_in_the_private_root_released_files_are_links_to_where_it_has_them(tmp_path: Path) -> None:
    link_released_files([("digits.npz", "/somewhere/d.npz")], into=tmp_path, inside="/released")
    assert os.readlink(tmp_path / "digits.npz") == "/released/digits.npz"
