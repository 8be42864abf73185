"""The pytest plugin: a grading run is a pytest session, parametrized by submission.

A test that takes the fixture ``submission`` is a check. It runs once for every submission, in a snapshot of
that submission's notebook at the check's place. One session serves many submissions, one after another, so
that start-up is paid once. Everything here is public pytest API.

With pytest alone::

    pytest build/dense/test_dense.py --submission alice.ipynb -k forward
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from grader.plugin.grading import Grading, Opened
    from grader.plugin.warm import WarmProcess
    from grader.submission.proxies import Submission

__all__ = ["GRADING"]

GRADING: pytest.StashKey["Grading"] = pytest.StashKey()
OWN_WARM_PROCESS: pytest.StashKey["WarmProcess"] = pytest.StashKey()

MARKERS = (
    "check(name, points=1, question=None, hidden=False, timeout=None, seed=None, hint=None, given=()): "
    "what a check is worth and how it is run",
    "points(number): what this check is worth",
    "question(name): the question that this check belongs to",
    "hidden: students see of this check only its name, points and hint",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options for running a compiled module with pytest alone."""
    group = parser.getgroup("welldone", "grading of notebooks")
    group.addoption("--submission", action="append", default=[], metavar="PATH", help="a notebook to grade")
    group.addoption(
        "--isolation",
        choices=("strict", "best", "none"),
        default="strict",
        help="how submissions are confined (default: strict)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks of checks."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each check once for every submission."""
    if "graded_submission" not in metafunc.fixturenames:
        return
    grading = _grading(metafunc.config, metafunc.module)
    metafunc.parametrize(
        "graded_submission",
        range(len(grading.submissions)),
        indirect=True,
        scope="session",
        ids=[submission.output_name for submission in grading.submissions],
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """One submission after another, and within one its checks in the notebook's order."""
    grading = config.stash.get(GRADING, None)
    if grading is None:
        return
    from grader.errors import AuthoringError

    indices = [(item, _index(item)) for item in items]
    try:
        grading.expect(indices)
    except AuthoringError as error:
        raise pytest.UsageError(str(error)) from None
    order = {id(item): grading.order(item, index) for item, index in indices if index is not None}
    items.sort(key=lambda item: order.get(id(item), (-1, 0)))  # stable: equal places keep their order


@pytest.fixture(scope="session")
def graded_submission(request: pytest.FixtureRequest) -> Iterator["Opened"]:
    """One submission, opened for all of its checks."""
    opened = request.config.stash[GRADING].open(request.param)
    yield opened
    opened.finish()


@pytest.fixture
def submission(request: pytest.FixtureRequest, graded_submission: "Opened") -> Iterator["Submission"]:
    """The submission's names, in a snapshot at this check's place."""
    with graded_submission.at(request.node) as snapshot:
        yield snapshot.submission


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: "pytest.CallInfo[None]") -> Any:
    """Keep what a check raised; its outcome is settled after its process has ended."""
    report = yield
    grading = item.config.stash.get(GRADING, None)
    index = _index(item)
    if grading is not None and index is not None:
        grading.note(item, index, call)
        result = grading.result(item, index) if call.when == "teardown" else None
        if result is not None:
            report.user_properties += [("points", result.points), ("outcome", result.outcome.value)]
    return report


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the warm process, where this session started it."""
    if OWN_WARM_PROCESS in config.stash:
        config.stash[OWN_WARM_PROCESS].close()


def _index(item: pytest.Item) -> int | None:
    """Which submission *item* checks; None where it is no check."""
    callspec = getattr(item, "callspec", None)
    return None if callspec is None else callspec.params.get("graded_submission")


def _grading(config: pytest.Config, module: Any) -> "Grading":
    """The grading of this session, made from the command line where nobody prepared one."""
    if GRADING not in config.stash:
        from grader.errors import GraderError
        from grader.plugin.alone import grading_from_options

        root = getattr(module, "__assignment__", None) or Path(module.__file__).resolve().parent.parent
        try:
            grading = grading_from_options(
                Path(root), config.getoption("--submission"), isolation=config.getoption("--isolation")
            )
        except GraderError as error:
            raise pytest.Collector.CollectError(str(error)) from None  # shown without a traceback
        config.stash[GRADING] = grading
        config.stash[OWN_WARM_PROCESS] = grading.warm
    return config.stash[GRADING]
