"""Results kept on disk: found again, never half, and only where nothing that they depend on has changed."""

import multiprocessing
import os
from pathlib import Path

import msgspec
import pytest

from grader.errors import InfrastructureError
from grader.journal import Journal, context_of, key_of
from grader.model import Report, Status
from grader.sandbox.rungs import Rung
from grader.work import Settled, Work

WORK = Work(root="/course", module="/build/test.py", rung=Rung.NONE)


def result(name: str, *, score: float = 1.0, reason: str | None = None) -> Settled:
    report = Report(
        assignment="a",
        release="0",
        submission=name,
        student=name,
        status=Status.GRADED,
        score=score,
        reason=reason,
    )
    return Settled(position=0, report=report)


def test_what_was_added_is_read_by_its_key(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "new" / "folder", "0" * 64)
    journal.add("k1", result("ada"))
    journal.add("k2", result("bo"))
    assert journal.read() == {"k1": result("ada"), "k2": result("bo")}


def test_the_last_result_of_a_key_counts(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "0" * 64)
    journal.add("k", result("ada", score=1))
    journal.add("k", result("ada", score=2))
    assert journal.read() == {"k": result("ada", score=2)}


def test_another_context_finds_nothing(tmp_path: Path) -> None:
    Journal(tmp_path, "0" * 64).add("k", result("ada"))
    assert Journal(tmp_path, "1" * 64).read() == {}


@pytest.mark.parametrize("kept", range(0, 200, 7))
def test_a_line_that_was_cut_short_counts_for_nothing_and_harms_no_other(tmp_path: Path, kept: int) -> None:
    journal = Journal(tmp_path, "0" * 64)
    journal.add("k1", result("ada"))
    whole = journal.path.read_bytes()
    journal.path.write_bytes(whole + whole.replace(b"k1", b"k2")[:kept])
    assert journal.read() == {"k1": result("ada")}
    journal.add("k3", result("bo"))
    assert journal.read() == {"k1": result("ada"), "k3": result("bo")}


def test_a_line_of_another_kind_counts_for_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "0" * 64)
    journal.add("k1", result("ada"))
    with journal.path.open("ab") as file:
        file.write(b'{"key": 3}\n\xff\xfe\n[]\n\n')
    assert journal.read() == {"k1": result("ada")}


def test_a_full_disk_is_the_machines_fault_and_leaves_what_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(tmp_path, "0" * 64)
    journal.add("k1", result("ada"))

    def full(file: int, data: memoryview) -> int:
        os.pwrite(file, bytes(data[:10]), os.fstat(file).st_size)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("grader.journal.os.write", full)
    with pytest.raises(InfrastructureError, match=r"No space left.*run the same command again"):
        journal.add("k2", result("bo"))
    monkeypatch.undo()
    assert journal.path.read_bytes().count(b"\n") == 1
    assert journal.path.read_bytes().endswith(b"\n")
    journal.add("k2", result("bo"))
    assert set(journal.read()) == {"k1", "k2"}


def add_many(folder: Path, name: str) -> None:
    journal = Journal(folder, "0" * 64)
    for number in range(50):
        journal.add(f"{name}-{number}", result(name, reason="x" * 5_000))


def test_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    fork = multiprocessing.get_context("spawn")
    writers = [fork.Process(target=add_many, args=(tmp_path, name)) for name in ("ada", "bo")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(Journal(tmp_path, "0" * 64).read()) == 100


def test_old_journals_are_forgotten_and_the_one_in_use_never(tmp_path: Path) -> None:
    mine = Journal(tmp_path, "f" * 64)
    mine.add("k", result("ada"))
    os.utime(mine.path, (0, 0))
    for number in range(6):
        other = Journal(tmp_path, f"{number:064}"[::-1])
        other.add("k", result("ada"))
        os.utime(other.path, (number + 1, number + 1))
    mine.tidy()
    left = sorted(path.stat().st_mtime for path in tmp_path.iterdir())
    assert left == [0, 4, 5, 6]


@pytest.mark.parametrize(
    "change", [{"rung": Rung.NAMESPACES}, {"seed": 1}, {"show": True}, {"notes": ("not confined",)}]
)
def test_whatever_a_result_depends_on_is_part_of_its_context(change: dict[str, object]) -> None:
    assert context_of(WORK, digest="d") != context_of(msgspec.structs.replace(WORK, **change), digest="d")
    assert context_of(WORK, digest="d") != context_of(WORK, digest="e")


def test_where_the_course_lies_is_no_part_of_a_context() -> None:
    moved = msgspec.structs.replace(WORK, root="/elsewhere", module="/other/test.py")
    assert context_of(WORK, digest="d") == context_of(moved, digest="d")


def test_a_key_depends_on_the_bytes_alone(tmp_path: Path) -> None:
    for name, content in (("a", b"one"), ("b", b"one"), ("c", b"two")):
        (tmp_path / name).write_bytes(content)
    keys = [key_of(tmp_path / name) for name in "abc"]
    assert keys[0] == keys[1] != keys[2]


def test_what_cannot_be_read_has_no_key(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "link").symlink_to("file")
    os.mkfifo(tmp_path / "pipe")
    for name in ("missing", "link", ".", "nul\0"):
        assert key_of(tmp_path / name) is None
    assert key_of(tmp_path / "pipe") is None
