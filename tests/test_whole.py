"""A file or a folder is as it was, or the new one."""

import errno
import os
from pathlib import Path

import pytest

from grader.whole import replacing, write_whole


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / "old").touch()
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_folder_takes_the_place_of_the_old_one_and_nothing_is_left_beside_it(folder: Path) -> None:
    with replacing(folder) as beside:
        (beside / "new").touch()
    assert names(folder) == ["new"]
    assert names(folder.parent) == ["release"]


def test_a_folder_that_is_not_there_is_made_with_those_above_it(tmp_path: Path) -> None:
    with replacing(tmp_path / "a" / "b") as beside:
        (beside / "new").touch()
    assert names(tmp_path / "a" / "b") == ["new"]


def fail_halfway(folder: Path) -> None:
    with replacing(folder) as beside:
        (beside / "new").touch()
        raise KeyError


def test_what_fails_halfway_leaves_the_old_folder(folder: Path) -> None:
    with pytest.raises(KeyError):
        fail_halfway(folder)
    assert names(folder) == ["old"]
    assert names(folder.parent) == ["release"]


def test_a_new_folder_that_cannot_be_put_in_its_place_leaves_the_old_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if target == folder and not path.name.endswith(".old"):
            raise OSError("the disk is gone for a moment")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="for a moment"), replacing(folder):
        pass
    assert names(folder) == ["old"]


def test_a_file_takes_the_place_of_the_old_one_and_nothing_is_left_beside_it(folder: Path) -> None:
    write_whole(folder / "old", b"new")
    assert (folder / "old").read_bytes() == b"new"
    assert names(folder) == ["old"]


def test_a_full_disk_leaves_the_old_file_and_nothing_beside_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path, _target: Path) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="No space left"):
        write_whole(folder / "old", b"new")
    assert (folder / "old").read_bytes() == b""
    assert names(folder) == ["old"]


def test_a_link_that_waits_beside_a_file_is_not_written_through(folder: Path) -> None:
    (folder / f".new.{os.getpid()}").symlink_to(folder / "old")
    write_whole(folder / "new", b"new")
    assert (folder / "old").read_bytes() == b""
    assert not (folder / "new").is_symlink()
    assert names(folder) == ["new", "old"]
