"""Formats of autograders and platforms: as their documentation says, and no zero where there is no score."""

import functools
import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from grader.errors import InfrastructureError, UsageError
from grader.exports import (
    Visibility,
    classroom50_result,
    gitlab_xml,
    gradescope_results,
    job_summary,
    junit,
    junit_xml,
    lti_scores,
    nbgrader_csv,
    prairielearn_results,
    step_output,
    submitty_results,
)
from grader.exports.words import fitted
from grader.model import Outcome, Report, Status
from tests.reports import BROKEN, CLASS, EVERYTHING, HOSTILE, INVALID, NASTY, ORDINARY, REFUSED, check, report

GOLDEN = Path(__file__).parent / "fixtures" / "exports"
NOON = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)
TOLD = {
    "CLASSROOM": "deep-learning",
    "ASSIGNMENT": "dense",
    "USERNAME": "ada",
    "SUBMISSION_TAG": "submit-3",
    "COMMIT_URL": "https://github.com/c/ada/commit/1",
}
classroom50 = functools.partial(classroom50_result, environment=TOLD, at=NOON)
lti = functools.partial(lti_scores, at=NOON)
OF_ONE: dict[str, Callable[[Report], str]] = {
    "gradescope.json": gradescope_results,
    "classroom50.json": classroom50,
    "prairielearn.json": prairielearn_results,
    "submitty.json": submitty_results,
    "github-output.txt": step_output,
}
FORMATS: dict[str, Callable[[], str]] = {
    **{name: functools.partial(make, ORDINARY) for name, make in OF_ONE.items()},
    "prairielearn-invalid.json": lambda: prairielearn_results(INVALID),
    "lti-ags.json": lambda: lti(CLASS),
    "gitlab.xml": lambda: gitlab_xml(CLASS),
    "nbgrader.csv": lambda: nbgrader_csv(CLASS),
}
# whatever a student may read, of each report that has a score
SEEN = [
    *(
        pytest.param(make, one, id=f"{name}-{place}")
        for name, make in OF_ONE.items()
        for place, one in enumerate([ORDINARY, INVALID, NASTY, REFUSED])
    ),
    *(
        pytest.param(lambda one, make=make: make([one]), one, id=f"{make.__name__}-{place}")
        for make in (gitlab_xml,)
        for place, one in enumerate(EVERYTHING)
    ),
    *(pytest.param(lambda one: lti([one]), one, id=f"lti-{place}") for place, one in enumerate(EVERYTHING)),
]


def valid(text: str, schema: str) -> Any:
    """What is in *text*, which must be what the schema of that name allows."""
    rules = json.loads((GOLDEN / "schemas" / f"{schema}.json").read_text())
    jsonschema.Draft202012Validator.check_schema(rules)
    content = json.loads(text)
    jsonschema.Draft202012Validator(rules).validate(content)
    return content


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_the_one_that_is_kept(name: str) -> None:
    assert FORMATS[name]() == (GOLDEN / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("make", "one"), SEEN)
def test_what_students_read_holds_nothing_of_a_hidden_check(
    make: Callable[[Report], str], one: Report
) -> None:
    assert "123456789" not in make(one)


@pytest.mark.parametrize(
    "one", [ORDINARY, INVALID, NASTY, REFUSED], ids=["ordinary", "invalid", "nasty", "refused"]
)
@pytest.mark.parametrize("schema", ["gradescope", "classroom50", "prairielearn", "submitty"])
def test_results_are_what_the_documentation_allows_whatever_students_wrote(schema: str, one: Report) -> None:
    valid(OF_ONE[f"{schema}.json"](one), schema)


def test_score_payloads_are_what_the_specification_allows_whatever_students_wrote() -> None:
    assert len(valid(lti([ORDINARY, INVALID, BROKEN, NASTY]), "lti-ags")) == 4


@pytest.mark.parametrize(
    ("schema", "change"),
    [
        ("gradescope", {"score": "2"}),
        ("gradescope", {"visibility": "later"}),
        ("classroom50", {"score": 2.5}),
        ("prairielearn", {"score": 2}),
        ("prairielearn", {"tests": [{"points": 1.0}]}),
    ],
)
def test_a_schema_refuses_what_is_wrong(schema: str, change: dict[str, Any]) -> None:
    right = json.loads(OF_ONE[f"{schema}.json"](ORDINARY))
    with pytest.raises(jsonschema.ValidationError):
        valid(json.dumps({**right, **change}), schema)


@pytest.mark.parametrize("name", OF_ONE)
def test_where_the_grader_failed_there_are_no_results_and_so_no_zero(name: str) -> None:
    with pytest.raises(InfrastructureError, match="grade it again"):
        OF_ONE[name](BROKEN)


def test_gradescope_shows_hidden_checks_when_the_instructor_says() -> None:
    results = json.loads(gradescope_results(ORDINARY, hidden_checks=Visibility.AFTER_PUBLISHED))
    shown = {test["name"]: test["visibility"] for test in results["tests"]}
    assert (shown["forward"], shown["any-shape"]) == ("visible", "after_published")


def test_what_waits_for_a_person_has_no_score_at_gradescope() -> None:
    (why,) = (test for test in json.loads(gradescope_results(ORDINARY))["tests"] if test["name"] == "why")
    assert not {"score", "max_score", "status"} & why.keys()


def test_classroom50_gets_whole_numbers_of_which_a_point_is_the_same_for_all() -> None:
    half = report(score=1.25, checks=(check("forward", Outcome.FAILED, points=1.25),))
    result = valid(classroom50(half, scale=100), "classroom50")
    assert (result["score"], result["max-score"], result["tests"][0]["score"]) == (125, 1100, 125)


def test_classroom50_gets_its_time_in_utc() -> None:
    at = datetime(2026, 11, 20, 13, 0, tzinfo=timezone(timedelta(hours=1)))
    assert (
        json.loads(classroom50_result(ORDINARY, environment={}, at=at))["datetime"] == "2026-11-20T12:00:00Z"
    )


def test_prairielearn_gets_the_share_of_what_is_graded_without_a_person() -> None:
    assert json.loads(prairielearn_results(ORDINARY))["score"] == 2 / 10


def test_a_file_for_prairielearn_is_never_larger_than_it_reads() -> None:
    long = report(checks=tuple(check(f"c-{n}", Outcome.FAILED, message="é" * 4_000) for n in range(900)))
    text = prairielearn_results(long)
    assert len(text.encode()) <= 1_000_000
    assert len(valid(text, "prairielearn")["tests"]) == 900


def test_what_cannot_be_made_small_enough_is_refused() -> None:
    with pytest.raises(UsageError, match="1,000 bytes, and 999 is the limit"):
        fitted(lambda _limit: "x" * 1_000, 999, what="it")


def test_gitlab_tells_every_case_of_a_class_from_every_other() -> None:
    root = ElementTree.fromstring(gitlab_xml([ORDINARY, ORDINARY, NASTY]))
    cases = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
    assert len(set(cases)) == len(cases) == 14


def test_a_report_for_gitlab_is_never_larger_than_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(junit, "MAX_GITLAB", 300_000)
    long = report(checks=tuple(check(f"c-{n}", Outcome.FAILED, message="x" * 4_000) for n in range(90)))
    text = gitlab_xml([long])
    assert 90 * 1_000 < len(text.encode()) <= 300_000
    assert text.count("<failure ") == 90


def test_more_cases_than_gitlab_takes_are_refused() -> None:
    with pytest.raises(UsageError, match="500,004 checks, and GitLab takes 500,000"):
        gitlab_xml([ORDINARY] * 83_334)


def test_a_score_that_a_person_may_still_raise_is_not_final() -> None:
    payloads = json.loads(lti(CLASS))
    assert [one["gradingProgress"] for one in payloads] == ["PendingManual", "FullyGraded", "Failed"]
    assert "scoreGiven" not in payloads[2]


def test_payloads_name_users_as_the_platform_does() -> None:
    (payload,) = json.loads(lti([ORDINARY], users={"ada": "6f0c"}))
    assert payload["userId"] == "6f0c"


def test_whom_the_platform_does_not_know_is_named() -> None:
    with pytest.raises(UsageError, match="no user id for mei, nico"):
        lti(CLASS, users={"ada": "6f0c"})


def test_a_user_with_two_scores_is_refused() -> None:
    with pytest.raises(UsageError, match="ada has several reports"):
        lti([ORDINARY, ORDINARY])


def test_lateness_is_a_penalty_in_the_columns_of_nbgrader() -> None:
    late = msgspec.structs.replace(ORDINARY, score=1.5)
    assert nbgrader_csv([late]).splitlines()[1] == "dense,,,ada,,,,2,0.5,1.5,11"


def test_an_output_of_a_step_is_one_line_each_whatever_students_wrote() -> None:
    hostile = report(HOSTILE, status=Status.INVALID, reason=f"{HOSTILE}\nscore=100")
    lines = step_output(hostile).splitlines()
    assert [line.partition("=")[0] for line in lines] == [
        "status",
        "score",
        "max-score",
        "pending-points",
        "summary",
    ]


def test_no_format_rounds_a_score_up_to_full_points() -> None:
    nearly = report(score=99.99999, max_score=100.0)
    assert "**99.99999 of 100 points**" in job_summary([nearly])
    assert 'name="score" value="99.99999"' in junit_xml([nearly])
