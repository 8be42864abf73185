"""From paths to submissions, students and safe names."""

import os
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.submission.identity import SubmissionPath, collect
from grader.submission.safe_names import output_names, unusable_name


def make(root: Path, *names: str) -> Path:
    """Files called *names* below *root*."""
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    return root


def found(root: Path, *names: str) -> dict[str | None, SubmissionPath]:
    """The submissions of a folder of *names*, by student."""
    return {one.student: one for one in collect([make(root, *names)], assignment="dense")}


def test_a_folder_holds_students_folders_and_students_notebooks(tmp_path: Path) -> None:
    students = found(tmp_path, "bob/dense.ipynb", "alice.ipynb", "carol/dense.ipynb", "carol/notes.ipynb")

    assert list(students) == ["alice", "bob", "carol"]
    assert students["carol"].path == tmp_path / "carol" / "dense.ipynb"
    assert students["bob"].given == str(tmp_path / "bob" / "dense.ipynb")
    assert all(one.refused is None for one in students.values())


def test_the_order_is_that_of_the_paths_and_then_of_names(tmp_path: Path) -> None:
    first = make(tmp_path / "first", "z.ipynb", "a.ipynb")
    second = make(tmp_path / "second", "m.ipynb")

    assert [one.student for one in collect([second, first], assignment="dense")] == ["m", "a", "z"]


def test_a_notebook_by_itself_is_its_stems_unless_it_is_called_like_the_assignment(tmp_path: Path) -> None:
    make(tmp_path, "alice.ipynb", "dense.ipynb")
    one, other = collect([tmp_path / "alice.ipynb", tmp_path / "dense.ipynb"], assignment="dense")

    assert (one.student, other.student) == ("alice", None)
    assert (one.output_name, other.output_name) == ("alice", "dense")


def test_the_folder_of_one_student_given_by_itself_is_that_students(tmp_path: Path) -> None:
    assert list(found(tmp_path / "alice", "dense.ipynb", "plot.png")) == ["alice"]


def test_the_only_notebook_of_a_students_folder_is_taken_with_a_note(tmp_path: Path) -> None:
    alice = found(tmp_path, "alice/dense (1).ipynb", "bob.ipynb")["alice"]

    assert alice.path.name == "dense (1).ipynb"
    assert alice.notes == ("dense (1).ipynb was taken, for there is no dense.ipynb",)


def test_a_notebook_that_differs_from_the_assignments_name_in_case_only_is_it(tmp_path: Path) -> None:
    alice = found(tmp_path, "alice/Dense.ipynb", "alice/other.ipynb", "bob.ipynb")["alice"]

    assert (alice.path.name, alice.notes, alice.refused) == ("Dense.ipynb", (), None)


def test_a_students_folder_without_a_notebook_stays_in_the_list(tmp_path: Path) -> None:
    alice = found(tmp_path, "alice/readme.txt", "bob.ipynb")["alice"]

    assert alice.refused == "no notebook in folder"


def test_of_several_notebooks_with_other_names_none_is_taken(tmp_path: Path) -> None:
    alice = found(tmp_path, "alice/one.ipynb", "alice/two.ipynb", "bob.ipynb")["alice"]

    assert alice.refused == "several notebooks in folder, none called dense.ipynb: one.ipynb, two.ipynb"


def test_what_systems_leave_behind_is_ignored(tmp_path: Path) -> None:
    students = found(
        tmp_path,
        "alice/dense.ipynb",
        "alice/.ipynb_checkpoints/dense-checkpoint.ipynb",
        "__MACOSX/alice/dense.ipynb",
        ".hidden.ipynb",
        "desktop.ini",
        "roster.csv",
    )

    assert list(students) == ["alice"]


@pytest.mark.parametrize("name", ["alice.zip", "alice.py", "dense.ipynb.txt"])
def test_what_is_handed_in_instead_of_a_notebook_is_refused_not_dropped(tmp_path: Path, name: str) -> None:
    refused = [one.refused for one in found(tmp_path, name, "bob.ipynb").values()]

    assert "it is no notebook: expected a file .ipynb" in refused


def test_a_symbolic_link_is_refused_wherever_it_stands(tmp_path: Path) -> None:
    make(tmp_path, "solution.ipynb", "class/bob/dense.ipynb")
    (tmp_path / "class" / "alice").mkdir()
    for link in ("class/alice/dense.ipynb", "class/carol.ipynb", "class/dave", "link.ipynb"):
        (tmp_path / link).symlink_to(tmp_path / "solution.ipynb")
    students = {one.student: one for one in collect([tmp_path / "class"], assignment="dense")}
    (alone,) = collect([tmp_path / "link.ipynb"], assignment="dense")

    assert [students[name].refused for name in ("alice", "bob", "carol", "dave")] == [
        "it is a symbolic link, which is not followed",
        None,
        "it is a symbolic link, which is not followed",
        "it is a symbolic link, which is not followed",
    ]
    assert alone.refused == "it is a symbolic link: give the file or folder that it points to"


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "alice.ipynb")

    assert found(tmp_path, "bob.ipynb")["alice"].refused == "it is not a regular file"


@pytest.mark.parametrize("name", ["a\x1b[2Jb.ipynb", "a\nb.ipynb", "a\u2028b.ipynb", "a\x9bb.ipynb"])
def test_a_name_with_control_characters_is_refused_and_shown_without_them(tmp_path: Path, name: str) -> None:
    (one,) = found(tmp_path, name).values()

    assert one.refused == "its name contains control characters: rename it"
    assert (one.given + str(one.path) + str(one.student) + one.output_name).isprintable()


def test_a_folder_with_control_characters_in_its_name_is_refused(tmp_path: Path) -> None:
    refused = [one.refused for one in found(tmp_path, "a\tb/dense.ipynb", "bob.ipynb").values()]

    assert refused == ["its name contains control characters: rename it", None]


def test_a_name_of_bytes_that_are_no_text_is_refused_and_can_be_written_as_json(tmp_path: Path) -> None:
    (tmp_path / "bob.ipynb").write_text("{}")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/al\xffice.ipynb")).write_text("{}")
    refused = [one for one in collect([tmp_path], assignment="dense") if one.refused]

    assert [one.refused for one in refused] == ["its name is not valid Unicode: rename it"]
    (refused[0].given + str(refused[0].path) + str(refused[0].student)).encode()


@pytest.mark.parametrize(
    "name", ["..", "...ipynb", "..\\..\\x.ipynb", "C:\\x.ipynb", "/etc/passwd", "a/../b"]
)
def test_a_name_that_another_system_reads_as_a_path_to_elsewhere_is_unusable(name: str) -> None:
    assert unusable_name(name) == "its name looks like a path to elsewhere: rename it"


@pytest.mark.parametrize(
    "name", ["José.ipynb", "张伟.ipynb", "a..b.ipynb", "O'Brien, Ann (2).ipynb", "👩‍🔬.ipynb", "C: x"]
)
def test_any_other_unicode_name_is_accepted(name: str) -> None:
    assert unusable_name(name) is None


def test_two_spellings_of_one_name_are_one_student_with_two_submissions(tmp_path: Path) -> None:
    composed = unicodedata.normalize("NFC", "José")
    make(tmp_path, f"{composed}.ipynb", unicodedata.normalize("NFD", "José") + "/dense.ipynb")
    submissions = collect([tmp_path], assignment="dense")

    assert {one.student for one in submissions} == {composed}
    assert [one.output_name for one in submissions] == ["Jose", "Jose-2"]
    assert all(one.notes == ("2 submissions are of the student José",) for one in submissions)


def test_a_path_that_does_not_exist_is_a_usage_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.ipynb does not exist"):
        collect([tmp_path / "nowhere.ipynb"], assignment="dense")


def test_a_folder_without_any_submission_is_a_usage_error_that_says_what_is_expected(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"holds no submissions: expected <student>/dense\.ipynb"):
        collect([make(tmp_path, "roster.csv")], assignment="dense")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Anna Lee", "Anna_Lee"),
        ("ann@example.org", "ann@example.org"),
        ("=HYPERLINK(1)", "HYPERLINK_1"),
        ("-rf", "rf"),
        ("@SUM", "SUM"),
        ("a.", "a"),
        ("Zoë", "Zoe"),
    ],
)
def test_an_output_name_stays_readable(text: str, name: str) -> None:
    assert output_names([text]) == [name]


@pytest.mark.parametrize("text", ["张伟", "", "...", "CON", "nul.txt", "x" * 65])
def test_a_name_that_cannot_stay_gets_a_hash(text: str) -> None:
    (name,) = output_names([text])

    assert re.fullmatch(r"([A-Za-z0-9._@-]+-)?[0-9a-f]{8}", name)


def test_names_that_differ_in_case_only_are_kept_apart() -> None:
    assert output_names(["Bob", "bob", "BOB", "bob-2"]) == ["Bob", "bob-2", "BOB-3", "bob-2-2"]


@given(st.lists(st.text(max_size=80)))
def test_output_names_are_safe_unique_and_short(wanted: list[str]) -> None:
    names = output_names(wanted)

    assert len({name.casefold() for name in names}) == len(wanted)
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}", name) for name in names)
