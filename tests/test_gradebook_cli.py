"""``grader gradebook`` as an instructor uses it: what is printed, what is refused, and exit statuses."""

import csv
import io
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from grader.cli import main
from grader.course import Course
from grader.model import Report
from tests.courses import NAME, submission
from tests.gradebooks import graded
from tests.reports import CLASS, HOSTILE

PAGE = Path(__file__).parents[1] / "docs" / "gradebook.md"
Run = Callable[..., str]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``grader gradebook ...`` in a folder of its own and gives what was printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GRADER_BY", "ines")
    monkeypatch.delenv("GRADER_GRADEBOOK", raising=False)

    def run(*arguments: str, status: int = 0) -> str:
        with pytest.raises(SystemExit) as ended:
            main(["gradebook", *arguments])
        out, err = capsys.readouterr()
        assert ended.value.code == status, out + err
        assert "Traceback" not in err
        return out + err

    return run


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a gradebook, a roster, a policy and two attempts, to be copied."""
    folder = tmp_path_factory.mktemp("beginning")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("GRADER_BY", "ines")
        Path("roster.csv").write_text("id,name\nada,Ada Lovelace\nbo,=1+1\n")
        write(graded("ada", 3.0, content="a"), graded("bo", 4.0, content="b"))
        for command in (
            "init --zone Europe/Berlin",
            "roster roster.csv",
            "policy dense --due 2026-11-20T18:00 --penalty-per-day 10% --cap 0.5 --grace 1h",
            "add reports.json --handed-in 2026-11-20T20:00",
        ):
            with pytest.raises(SystemExit) as ended:
                main(["gradebook", *command.split()])
            assert ended.value.code == 0
    return folder


@pytest.fixture
def begun(run: Run, beginning: Path, tmp_path: Path) -> Run:
    """Runs ``grader gradebook ...`` where there is such a gradebook already."""
    shutil.copytree(beginning, tmp_path, dirs_exist_ok=True)
    return run


def write(*reports: Report) -> None:
    Path("reports.json").write_bytes(msgspec.json.encode(reports))


def scores(run: Run, *arguments: str) -> dict[str, str]:
    rows = csv.DictReader(io.StringIO(run("export", *arguments)))
    return {row["student"]: row["score"] for row in rows}


def test_from_reports_to_the_scores_that_count(begun: Run) -> None:
    assert scores(begun) == {"ada": "2.7", "bo": "3.6"}
    assert (
        begun("mark", "dense", "ada", "why", "1,5", "--comment", "Say why.")
        == "marks: 1, new or changed: 1\n"
    )
    begun("override", "dense", "bo", "6", "--why", "on paper")
    begun("extend", "dense", "ada", "2026-11-21T18:00", "--why", "ill")
    assert scores(begun, "dense") == {"ada": "4.5", "bo": "6"}


def test_adding_says_what_became_of_the_reports(begun: Run) -> None:
    write(
        graded("ada", 4.0, content="a"),
        graded("bo", 4.0, content="b"),
        graded("mei", 1.0, content="c"),
        CLASS[2],
    )
    said = begun("add", "reports.json", "--handed-in", "2026-11-20T17:00Z")
    assert "reports: 4; new attempts: 1, graded again: 1, known already: 1, left out: 1" in said
    assert "left out: submissions/nico.ipynb: the grader failed" in said
    assert "not on the roster: mei" in said


def test_a_student_is_shown_with_every_attempt_and_decision(begun: Run) -> None:
    begun("mark", "dense", "ada", "why", "2", "--comment", "Well said.")
    begun("override", "dense", "ada", "4", "--check", "forward", "--why", "misjudged")
    write(graded("ada", 1.0, content="z"))
    begun("add", "reports.json", "--handed-in", "2026-11-23T00:00")
    said = begun("show", "ada")
    for line in (
        "ada, dense: 5.4 of 6 points",
        "> attempt 1: 5.4; handed in 2026-11-20 20:00:00+01:00; 1 day late: 10% of 6 points taken",
        "why marked 2 by ines,",
        ": Well said.",
        "  attempt 2: 2.8; handed in 2026-11-23 00:00:00+01:00; 3 days late: 30% of 4 points taken",
        "why waits for a mark, 0 to 2",
        "forward set to 4 by ines,",
        ": misjudged",
    ):
        assert line in said


def test_the_class_is_shown_as_a_table_with_marks_for_what_waits_is_late_or_was_set(begun: Run) -> None:
    begun("override", "dense", "bo", "6", "--why", "on paper")
    rows = [line.split() for line in begun("show").splitlines() if line.split()[:1] in (["ada"], ["bo"])]
    assert rows == [["ada", "Ada", "Lovelace", "2.7/6l?"], ["bo", "=1+1", "6/6*"]]


def test_before_anything_is_handed_in_the_class_is_counted(run: Run) -> None:
    run("init")
    Path("roster.csv").write_text("id\nada\nbo\n")
    run("roster", "roster.csv")
    assert run("show") == "students: 2; nothing was handed in\n"


def test_an_assignment_that_was_misspelt_once_is_no_column_for_ever(begun: Run) -> None:
    begun("policy", "dance", "--counts", "last")
    assert "dance" not in begun("show") + begun("export")
    assert "dance" in begun("export", "dance")


def test_bytes_that_are_no_text_are_an_error_of_one_sentence(begun: Run) -> None:
    assert "no student" in begun("override", "dense", "ad\udce9", "5", "--why", "x", status=1)
    begun("override", "dense", "ada", "5", "--why", "caf\udce9", "--by", "in\udce9s")


def test_a_sheet_of_manual_cells_goes_out_and_comes_back(begun: Run) -> None:
    begun("export", "--to-mark", "-o", "marks.csv")
    rows = list(csv.DictReader(io.StringIO(Path("marks.csv").read_text())))
    with Path("marks.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows({**row, "points": "2"} for row in rows)
    assert begun("mark", "--from", "marks.csv") == "marks: 2, new or changed: 2\n"
    assert begun("mark", "--from", "marks.csv") == "marks: 2, new or changed: 0\n"
    assert scores(begun) == {"ada": "4.5", "bo": "5.4"}


def grader(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    with pytest.raises(SystemExit) as ended:
        main([*arguments])
    out, err = capsys.readouterr()
    assert ended.value.code == status, out + err
    return out + err


def test_exports_are_of_what_counts_from_a_file_of_it_or_from_the_gradebook(
    begun: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    begun("override", "dense", "bo", "6", "--why", "a secret reason")
    begun("export", "--reports", "-o", "counted.json")
    assert "secret" not in Path("counted.json").read_text()
    said = grader(capsys, "export", "csv", "counted.json")
    assert said == grader(capsys, "export", "csv", "-g", "gradebook.db")
    rows = csv.DictReader(io.StringIO(said))
    assert {row["student"]: row["score"] for row in rows} == {"ada": "2.7", "bo": "6"}


def test_pages_are_made_of_what_counts(begun: Run, capsys: pytest.CaptureFixture[str]) -> None:
    begun("mark", "dense", "ada", "why", "1.5", "--comment", "Say why the sum.")
    grader(capsys, "report", "-g", "gradebook.db", "-a", "dense", "--html", "pages")
    (page,) = Path("pages").rglob("ada*.html")
    text = page.read_text()
    assert "Say why the sum." in text
    assert "1 day late: 10% of 4.5 points are taken" in text


def test_an_export_is_of_one_source_and_one_assignment(
    begun: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "one of them" in grader(capsys, "export", "csv", status=1)
    assert "one of them" in grader(capsys, "export", "csv", "reports.json", "-g", "gradebook.db", status=1)
    begun("policy", "layers", "--counts", "last")
    assert "(there: dense, layers)" in grader(capsys, "export", "csv", "-g", "gradebook.db", status=1)


def test_a_policy_is_changed_field_by_field_and_shown_in_the_courses_zone(begun: Run) -> None:
    said = begun("policy", "dense", "--counts", "last", "--days", "3", "--cap", "40%")
    assert said.splitlines() == [
        "dense: the last attempt counts",
        "  due 2026-11-20 18:00:00+01:00, with a grace of 1h",
        "  each day begun takes 10% of the points, at most 40%",
        "  more than 3 days late does not count",
    ]
    assert begun("policy", "dense") == said
    assert "no due date" in begun("policy", "dense", "--due", "none")


def test_the_policy_of_a_new_assignment_is_that_of_its_course(run: Run) -> None:
    folder = Path("assignments/dense")
    folder.mkdir(parents=True)
    (folder / "dense.py").write_text("# %%\n")
    settings = 'title = "Dense"\n[late]\ndue = "2026-11-20T18:00"\npenalty_per_day = 0.5\ngrace = "30 min"\n'
    (folder / "assignment.toml").write_text(settings)
    write(graded("ada", 4.0))
    run("init")
    assert "has no zone" in run("add", "reports.json", "--handed-in", "2026-11-21T00:00Z", status=1)
    run("init", "--zone", "Europe/Berlin")
    assert "late policy taken" in run("add", "reports.json", "--handed-in", "2026-11-21T00:00Z")
    assert scores(run) == {"ada": "2"}
    (folder / "assignment.toml").write_text(settings.replace("0.5", "0.25"))
    assert "takes 25%" in run("policy", "dense", "--from-course")
    assert scores(run) == {"ada": "3"}


def test_times_of_a_sheet_are_those_of_the_attempts(begun: Run) -> None:
    write(graded("ada", 4.0, content="y"))
    Path("times.csv").write_text("student;submitted\nada;2026-11-20 17:59\n")
    begun("add", "reports.json", "--times", "times.csv")
    assert scores(begun)["ada"] == "4"


def test_a_gradebook_may_be_named_in_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_GRADEBOOK", "other.db")
    run("init")
    assert Path("other.db").is_file()
    assert not Path("gradebook.db").exists()
    run("show", "-g", "third.db", status=1)


def test_nothing_that_is_shown_acts_on_a_terminal(run: Run) -> None:
    write(graded(HOSTILE, 1.0, assignment="dense"))
    run("init")
    shown = run("add", "reports.json") + run("show") + run("show", next(iter(scores(run))))
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)
    assert "[31m" in shown


def test_a_hostile_name_in_an_error_does_not_act_on_a_terminal_either(begun: Run) -> None:
    write(graded(HOSTILE, 1.0, content="h"))
    assert not {"\x1b", "\x07", "\u202e"} & set(begun("add", "reports.json", status=1))


def test_grading_enters_its_reports_and_finds_out_before_if_that_cannot_be(
    run: Run, course: Course, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (course.root / "class").mkdir()
    (course.root / "class" / "ada.ipynb").write_bytes(submission(course))
    monkeypatch.chdir(course.root)

    def grade(*arguments: str) -> tuple[object, str]:
        with pytest.raises(SystemExit) as ended:
            main(["grade", NAME, "class", "--isolation", "best", "--gradebook", "gradebook.db", *arguments])
        return ended.value.code, "".join(capsys.readouterr())

    status, said = grade()
    assert (status, "there is no gradebook" in said, "mean" in said) == (1, True, False)
    run("init")
    status, said = grade("--handed-in", "noon")
    assert (status, "is no time" in said, "mean" in said) == (1, True, False)
    for expected in ("new attempts: 1", "known already: 1"):
        status, said = grade("--handed-in", "2026-11-20T17:00Z")
        assert (status, expected in said) == (0, True), said
    assert scores(run) == {"ada": "9"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["mark", "dense", "ada"], "expected ASSIGNMENT STUDENT CHECK POINTS"),
        (["mark", "dense", "ada", "why"], "expected points, or --withdraw"),
        (["mark", "dense", "ada", "why", "1", "--withdraw"], "expected points, or --withdraw"),
        (["mark", "dense", "ada", "why", "many"], "'many': expected points"),
        (["mark", "dense", "ada", "--from", "marks.csv"], "expected ASSIGNMENT STUDENT CHECK POINTS"),
        (["override", "dense", "ada", "5"], "Missing option '--why'"),
        (["override", "dense", "ada", "5", "--why", " "], "--why is empty"),
        (["override", "dense", "aba", "5", "--why", "x"], "no student 'aba' in the gradebook (there: ada)"),
        (
            ["override", "dance", "ada", "5", "--why", "x"],
            "no assignment 'dance' in the gradebook (there: dense)",
        ),
        (["override", "dense", "ada", "5", "--why", "x", "--by", " "], "nobody is named"),
        (["extend", "dense", "ada", "--why", "x"], "expected a time, or --withdraw"),
        (["extend", "dense", "ada", "2026-11-20T10:00Z", "--why", "x"], "expected a later time"),
        (["policy", "dense", "--cap", "half"], "--cap 'half': expected a share"),
        (["policy", "dense", "--cap", "150%"], "expected a share from 0 to 1"),
        (["policy", "dense", "--days", "1.5"], "expected a whole number"),
        (["policy", "other"], "no assignment 'other'"),
        (["show", "nobody"], "no student 'nobody'"),
        (["show", "-a", "other"], "no assignment 'other'"),
        (["export", "other"], "no assignment 'other'"),
        (["export", "--reports", "--to-mark"], "two different files"),
        (["export", "-o", "nowhere/scores.csv"], "nowhere/scores.csv"),
        (["add", "nothing.json"], "nothing.json"),
        (["add", "reports.json", "--handed-in", "x", "--times", "x"], "give one of them"),
        (["add", "reports.json", "--handed-in", "tomorrow"], "'tomorrow' is no time"),
        (["roster", "nothing.csv"], "nothing.csv"),
        (["init", "--zone", "Nowhere"], "no time zone 'Nowhere'"),
    ],
)
def test_a_mistake_is_one_sentence_and_changes_nothing(begun: Run, arguments: list[str], said: str) -> None:
    before = begun("export")
    assert said in begun(*arguments, status=1)
    assert begun("export") == before


def test_every_command_of_the_page_does_what_it_is_there_for(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = re.findall(r"```console\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    commands = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    write(graded("ada", 3.0, content="a"), graded("bo", 4.0, content="b"))
    Path("roster.csv").write_text("id,name\nada,Ada Lovelace\nbo,Bo\n")
    Path("times.csv").write_text("student,time\nada,2026-11-21T18:30\nbo,2026-11-20T18:30\n")
    done = 0
    for command in commands:
        words = shlex.split(command)
        if words[:2] == ["pip", "install"]:
            continue
        if words[0] == "export":  # of a server that is none
            monkeypatch.setenv("GRADER_GRADEBOOK", "another.db")
            continue
        assert words[0] == "grader", command
        with pytest.raises(SystemExit) as ended:
            main(words[1:])
        assert ended.value.code == 0, f"{command}: {capsys.readouterr().err}"
        done += 1
    assert done == 18
    capsys.readouterr()
    assert scores(run, "-g", "gradebook.db") == {"ada": "5.5", "bo": "4"}
