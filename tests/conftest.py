"""What several files of tests start from."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.course import Course
from grader.gradebook import Gradebook
from tests.courses import new_course, publish
from tests.gradebooks import KINDS, postgres_schema


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of its own, with the scaffolded assignment, not released."""
    return new_course(tmp_path)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all test processes of this run have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """One released course, which nobody changes."""
    made = new_course(tmp_path_factory.mktemp("course"))
    publish(made)
    return made


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a gradebook can be made, in each kind of database."""
    if request.param == "sqlite":
        yield str(tmp_path / "gradebook.db")
        return
    with postgres_schema() as url:
        yield url


@pytest.fixture(scope="session")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new gradebook's file, to be copied: that is much quicker than to make each anew."""
    file = tmp_path_factory.mktemp("new") / "gradebook.db"
    Gradebook.create(str(file))
    return file


@pytest.fixture
def book(place: str, new_file: Path) -> Iterator[Gradebook]:
    """A new gradebook."""
    if "://" in place:
        Gradebook.create(place)
    else:
        shutil.copy(new_file, place)
    with Gradebook.open(place) as made:
        yield made
