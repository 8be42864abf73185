"""Zips of a whole class: whose each file is, and that nothing in them reaches further than its folder."""

import io
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.bulk import Unpacked, archive, handed_in, unpack
from grader.errors import UsageError
from tests.test_exports import run

CANVAS = [
    "lovelaceada_1001_7001_dense.ipynb",
    "oneilmei_LATE_1002_7002_dense-2.ipynb",
    "oneilmei_LATE_1002_6990_dense-1.ipynb",
    "ōnonico_1003_text.html",
    "du_bois_1004_7003_my_homework_1_2.ipynb",
]
MOODLE = [
    "Ada Lovelace_12_assignsubmission_file/dense.ipynb",
    "Mei_Lin_13_assignsubmission_file_/work/dense.ipynb",
    "Nico Ōno_14_assignsubmission_onlinetext_/onlinetext.html",
    "Bo Li_15_assignsubmission_file_dense.ipynb",
]
BLACKBOARD = [
    "Lab 1_ada_attempt_2026-11-20-17-59-03_dense.ipynb",
    "Lab 1_ada_attempt_2026-11-21-08-00-00_dense.ipynb",
    "Lab 1_ada_attempt_2026-11-21-08-00-00.txt",
]


def zipped(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return path


def unpacked(folder: Path, *names: str, **options: object) -> Unpacked:
    """What becomes of a zip of files that each hold their own name."""
    path = zipped(folder / "class.zip", {name: name.encode() for name in names})
    return unpack(path, folder / "out", assignment="dense", **options)  # type: ignore[arg-type]


def written(folder: Path) -> dict[str, str]:
    """What lies below *folder*, and what it holds."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_text() for path in files}


@pytest.mark.parametrize(
    ("names", "platform", "students"),
    [
        (CANVAS, "Canvas", {"lovelaceada#1001", "oneilmei#1002", "ōnonico#1003", "du_bois#1004"}),
        (MOODLE, "Moodle", {"Ada Lovelace#12", "Mei_Lin#13", "Nico Ōno#14", "Bo Li#15"}),
        (BLACKBOARD, "Blackboard", {"ada"}),
        (["ada/dense.ipynb", "bo/x/dense.ipynb"], None, {"ada", "bo"}),
        (["ada.ipynb", "bo.ipynb"], None, {"ada", "bo"}),
        (["class/ada.ipynb", "class/bo.ipynb"], None, {"ada", "bo"}),
        (["class/ada/dense.ipynb", "class/bo/dense.ipynb"], None, {"ada", "bo"}),
        (["ada/dense.ipynb", "ada/notes.txt"], None, {"ada"}),
        (["a_1_2_b.ipynb", "bo.ipynb"], None, {"a_1_2_b", "bo"}),
    ],
)
def test_students_are_found_in_the_names_of_files(
    names: list[str], platform: str | None, students: set[str]
) -> None:
    found, handed = handed_in(names, assignment="dense")
    assert (found, {one.student for one in handed}) == (platform, students)


def test_the_newest_attempt_is_taken_and_called_as_the_assignment(tmp_path: Path) -> None:
    done = unpacked(tmp_path, *CANVAS)
    assert (done.notebooks, done.older, done.others) == (3, 1, 1)
    assert written(tmp_path / "out")["oneilmei#1002/dense.ipynb"] == "oneilmei_LATE_1002_7002_dense-2.ipynb"


def test_of_two_attempts_with_times_the_later_is_taken(tmp_path: Path) -> None:
    unpacked(tmp_path, *reversed(BLACKBOARD))
    assert written(tmp_path / "out") == {"ada/dense.ipynb": BLACKBOARD[1]}


def test_of_two_files_of_one_name_the_one_further_up_is_taken(tmp_path: Path) -> None:
    done = unpacked(tmp_path, "ada/dense.ipynb", "ada/old/dense.ipynb", "bo/x/y/dense.ipynb")
    assert done.older == 1
    assert written(tmp_path / "out") == {
        "ada/dense.ipynb": "ada/dense.ipynb",
        "bo/dense.ipynb": "bo/x/y/dense.ipynb",
    }


@pytest.mark.parametrize(
    ("names", "students"),
    [
        (
            [
                "Mallory_12_assignsubmission_file_/Ada Lovelace_13_assignsubmission_file_/dense.ipynb",
                "Mallory_12_assignsubmission_file_Ada Lovelace_13_assignsubmission_file_dense.ipynb",
            ],
            {"Mallory#12"},
        ),
        (["mallory_12_7001_ada_13_7002_dense.ipynb"], {"mallory#12"}),
        ([f"{BLACKBOARD[0].replace('ada', 'mallory')}_{BLACKBOARD[0]}"], {"mallory"}),
    ],
)
def test_a_file_that_is_called_like_another_students_stays_its_authors(
    names: list[str], students: set[str]
) -> None:
    platform, handed = handed_in(names, assignment="dense")
    assert platform is not None
    assert {one.student for one in handed} == students


def test_users_of_blackboard_are_told_apart_though_their_names_hold_underscores() -> None:
    names = [BLACKBOARD[0].replace("ada", user) for user in ("ann", "ann_lee", "bo_lee", "lee")]
    _, handed = handed_in(names, assignment="dense")
    assert [one.student for one in handed] == ["ann", "ann_lee", "bo_lee", "lee"]


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_would_be_unpacked_without_a_bound_is_refused(tmp_path: Path, way: int) -> None:
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as opened:
        opened.writestr("ada/dense.ipynb", bytes(1 << 20), compress_type=way)
        opened.writestr("bo/dense.ipynb", "{}")
    done = unpack(path, tmp_path / "out", assignment="dense")
    assert done.refused == (f"ada/dense.ipynb: {archive.DAMAGED}",)
    assert written(tmp_path / "out") == {"bo/dense.ipynb": "{}"}


@pytest.mark.parametrize("way", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_file_that_is_damaged_in_any_way_of_packing_costs_only_itself(tmp_path: Path, way: int) -> None:
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w", way) as opened:
        opened.writestr("ada/dense.ipynb", bytes(range(256)) * 40)
        opened.writestr("bo/dense.ipynb", "{}")
    content = bytearray(path.read_bytes())
    place = content.index(b"ada/dense.ipynb") + len("ada/dense.ipynb") + 8
    content[place : place + 8] = b"\xff" * 8
    path.write_bytes(content)
    done = unpack(path, tmp_path / "out", assignment="dense")
    assert [reason.partition(":")[0] for reason in done.refused] == ["ada/dense.ipynb"]
    assert written(tmp_path / "out") == {"bo/dense.ipynb": "{}"}


@pytest.mark.parametrize(("length", "platform"), [(900, "Canvas"), (1_000, None)])
def test_a_name_that_is_long_beyond_reason_is_matched_with_no_pattern(
    length: int, platform: str | None
) -> None:
    found, handed = handed_in([f"{'a' * length}_1001_7001_dense.ipynb"], assignment="dense")
    assert (found, len(handed)) == (platform, 1)


def test_a_student_without_a_notebook_has_a_folder_all_the_same(tmp_path: Path) -> None:
    unpacked(tmp_path, *MOODLE)
    assert [*(tmp_path / "out" / "Nico Ōno#14").iterdir()] == []


def test_what_systems_leave_behind_is_nobodys(tmp_path: Path) -> None:
    done = unpacked(tmp_path, "ada/dense.ipynb", "__MACOSX/ada/._dense.ipynb", ".DS_Store", "ada/.x/a.ipynb")
    assert (done.students, done.notebooks) == (("ada",), 1)


HOSTILE = [
    "../../escaped.ipynb",
    "/etc/escaped.ipynb",
    "ada/../../escaped.ipynb",
    "..\\escaped\\x.ipynb",
    "C:\\escaped.ipynb",
    "a\nb/dense.ipynb",
    "../_12_assignsubmission_file/dense.ipynb",
    "x/../../.._12_assignsubmission_file_dense.ipynb",
    f"{'n' * 300}/dense.ipynb",
    f"ada/{'n' * 300}.ipynb",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_is_written_elsewhere_whatever_a_file_is_called(tmp_path: Path, name: str) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    unpacked(inner, name, "bo/dense.ipynb")
    outside = {path for path in tmp_path.rglob("*") if path.is_file()} - {*(inner / "out").rglob("*")}
    assert outside == {inner / "class.zip"}
    assert written(inner / "out")["bo/dense.ipynb"] == "bo/dense.ipynb"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1, max_size=4))
def test_any_names_have_an_owner_or_are_left_behind(names: list[str]) -> None:
    _, handed = handed_in(names, assignment="dense")
    assert {one.entry for one in handed} <= {*names}
    assert not [one for one in handed if "/" in one.file]


def test_a_symbolic_link_is_refused_and_named(tmp_path: Path) -> None:
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as opened:
        link = zipfile.ZipInfo("ada/dense.ipynb")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        opened.writestr(link, "/etc/passwd")
    done = unpack(path, tmp_path / "out", assignment="dense")
    assert done.refused == ("ada/dense.ipynb: it is a symbolic link, which is not followed",)
    assert [*(tmp_path / "out" / "ada").iterdir()] == []


def test_a_file_larger_than_it_claims_is_not_written_beyond_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_FILE", 4 << 20)
    path = zipped(tmp_path / "class.zip", {"ada/dense.ipynb": bytes(5 << 20), "bo/dense.ipynb": b"{}"})
    assert path.stat().st_size < 10_000
    done = unpack(path, tmp_path / "out", assignment="dense")
    assert done.refused == ("ada/dense.ipynb: it has more than 4 MiB",)
    assert written(tmp_path / "out") == {"bo/dense.ipynb": "{}"}


def test_many_files_together_are_not_written_beyond_the_limit(tmp_path: Path) -> None:
    files = {f"s{n}/dense.ipynb": bytes(1000) for n in range(9)}
    path = zipped(tmp_path / "class.zip", files)
    done = unpack(path, tmp_path / "out", assignment="dense", max_total=4_000)
    assert done.notebooks == 4
    assert len(done.refused) == 5
    assert len(done.students) == 9


def test_one_student_does_not_use_up_the_room_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_STUDENT", 2_000)
    files = {f"ada/{n}.ipynb": bytes(1000) for n in range(9)} | {"bo/dense.ipynb": bytes(1000)}
    path = zipped(tmp_path / "class.zip", files)
    done = unpack(path, tmp_path / "out", assignment="dense", max_total=4_000)
    assert len([*(tmp_path / "out" / "ada").iterdir()]) == 2
    assert len([*(tmp_path / "out" / "bo").iterdir()]) == 1
    assert len(done.refused) == 7


def test_two_names_that_are_one_to_the_file_system_cost_only_the_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where capitals do not count."""
    opened = Path.open

    def folding(path: Path, *how: Any, **more: Any) -> Any:
        return opened(path.with_name(path.name.lower()), *how, **more)

    monkeypatch.setattr(Path, "open", folding)
    done = unpacked(tmp_path, "ada/HW.ipynb", "ada/hw.ipynb", "bo/dense.ipynb")
    assert done.refused == ("ada/hw.ipynb: its name cannot stand here beside the others: rename it",)
    assert written(tmp_path / "out") == {"ada/hw.ipynb": "ada/HW.ipynb", "bo/dense.ipynb": "bo/dense.ipynb"}


def test_an_encrypted_or_damaged_file_is_refused_and_the_others_are_taken(tmp_path: Path) -> None:
    files = {"ada/dense.ipynb": b"A" * 50, "bo/dense.ipynb": b"B" * 50, "mei/dense.ipynb": b"{}"}
    with zipfile.ZipFile(buffer := io.BytesIO(), "w") as opened:
        for name, text in files.items():
            opened.writestr(name, text)
    content = bytearray(buffer.getvalue().replace(b"A" * 50, b"X" * 50))  # a sum that does not fit
    entry = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") + 1)
    content[entry + 8] |= 1  # the flag of encryption, in the second entry of the directory
    (tmp_path / "class.zip").write_bytes(content)
    done = unpack(tmp_path / "class.zip", tmp_path / "out", assignment="dense")
    assert [reason.partition(":")[0] for reason in done.refused] == ["ada/dense.ipynb", "bo/dense.ipynb"]
    assert written(tmp_path / "out") == {"mei/dense.ipynb": "{}"}


def test_two_students_never_share_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"ada and bo would both be called 'x'"):
        unpacked(tmp_path, "ada.ipynb", "bo.ipynb", called=lambda _, names: dict.fromkeys(names, "x"))
    assert [path.name for path in tmp_path.iterdir()] == ["class.zip"]


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(UsageError, match="is there already"):
        unpacked(tmp_path, "ada.ipynb")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"%PDF-1.7"])
def test_what_is_no_zip_is_an_error_that_names_it(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "class.zip").write_bytes(content)
    with pytest.raises(UsageError, match=r"class\.zip: is no zip"):
        unpack(tmp_path / "class.zip", tmp_path / "out", assignment="dense")


def test_a_name_that_is_no_text_is_an_error_that_names_the_zip(tmp_path: Path) -> None:
    path = zipped(tmp_path / "class.zip", {"é/dense.ipynb": b"{}"})
    path.write_bytes(path.read_bytes().replace("é".encode(), b"\xff\xfe"))
    with pytest.raises(UsageError, match=r"class\.zip: is no zip that can be read"):
        unpack(path, tmp_path / "out", assignment="dense")


def test_the_command_calls_students_as_the_sheet_does(tmp_path: Path) -> None:
    zipped(tmp_path / "class.zip", dict.fromkeys(CANVAS[:3], b"{}"))
    sheet = "Student,ID,SIS Login ID,Section,x (1)\n Points Possible,,,,\nL,1001,ada,A,\nM,1002,mei,A,\n"
    (tmp_path / "sheet.csv").write_text(sheet)
    ended = run("unpack", "dense", "class.zip", "out", "--sheet", "sheet.csv", cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("2 students, 2 notebooks, as Canvas names them: out\n")
    assert {*written(tmp_path / "out")} == {"ada/dense.ipynb", "mei/dense.ipynb"}


def test_the_command_names_whom_the_sheet_does_not_know(tmp_path: Path) -> None:
    names = [*CANVAS, "z\x1b]0;x\x07_1005_7005_dense.ipynb"]
    zipped(tmp_path / "class.zip", dict.fromkeys(names, b"{}"))
    (tmp_path / "sheet.csv").write_text("Student,ID,SIS Login ID\nL,1001,ada\nM,1002,mei\n")
    ended = run("unpack", "dense", "class.zip", "out", "--sheet", "sheet.csv", cwd=tmp_path)
    assert ended.returncode == 1
    assert "no SIS Login ID for du_bois#1004, z\ufffd]0;x\ufffd#1005, ōnonico#1003" in ended.stderr
    assert not (tmp_path / "out").exists()
