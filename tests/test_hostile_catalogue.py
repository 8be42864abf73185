"""The catalogue of attacks: every number is tried, or it is said what stops it."""

import ast
from pathlib import Path

import pytest

from tests.attacks import HONEST
from tests.catalogue import DOCUMENT, GROUPS, attacks, elsewhere, numbers_of, with_table
from tests.test_hostile import QUICK

ROOT = Path(__file__).parents[1]


def tried() -> set[str]:
    return {number for attack in attacks() for number in attack.numbers}


@pytest.mark.parametrize("group", [group for group in GROUPS if group != "X"])
def test_every_number_of_the_catalogue_is_tried_or_its_defence_is_named(group: str) -> None:
    assert set(numbers_of(group)) - tried() == {each for each in elsewhere() if each.startswith(group)}


def test_no_attack_has_a_number_that_the_catalogue_has_not() -> None:
    assert tried() <= {"X", *(number for group in GROUPS for number in numbers_of(group))}


@pytest.mark.parametrize("number", [number for number, case in elsewhere().items() if case.test])
def test_the_test_of_a_defence_exists(number: str) -> None:
    file, _, name = elsewhere()[number].test.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_the_table_in_the_documentation_is_that_of_the_attacks() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text == with_table(text), "run python -m tests.catalogue"


def test_no_two_attacks_hand_in_the_same() -> None:
    submissions = [(attack.answers.items(), attack.added, attack.edit) for attack in attacks()]
    assert all(submissions.count(submission) == 1 for submission in submissions)


@pytest.mark.parametrize("attack", attacks(), ids=lambda attack: attack.name)
def test_an_attack_changes_something_and_says_what_must_come_of_it(attack: object) -> None:
    assert isinstance(attack, type(HONEST))
    assert attack.answers or attack.added or attack.edit
    assert attack.verdict
    assert attack.tries.endswith(".")
    assert attack.tries[0].isupper()


def test_what_every_run_takes_are_attacks_that_there_are() -> None:
    assert set(QUICK) <= {attack.name for attack in attacks()}
