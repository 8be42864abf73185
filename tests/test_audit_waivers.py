"""Waivers: known by what stands in a line, never without a reason."""

from pathlib import Path

import pytest

from grader.audit.mutation.generate import Generated, mutations
from grader.audit.waivers import as_toml, read_waivers
from grader.errors import AssignmentError

TEXT = "def f(x, W):\n    scale = 2 * x\n    return scale @ W"
WAIVER = """
[[waiver]]
cell = "layer"
line = "scale = 2 * x"
becomes = ["scale = 3 * x", "scale = 1 * x"]
reason = "any scale is right"
"""


def found(text: str, becomes: str, cell: str = "layer") -> Generated:
    everything = mutations(text, range(1, text.count("\n") + 2), cell=cell)
    return next(mutant for mutant in everything if mutant.becomes == becomes)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "waivers.toml"
    path.write_text(WAIVER)
    return path


@pytest.mark.parametrize("becomes", ["scale = 3 * x", "scale = 1 * x"])
def test_a_waiver_covers_each_mutant_that_it_lists(path: Path, becomes: str) -> None:
    assert read_waivers(path).reason(found(TEXT, becomes)) == "any scale is right"


@pytest.mark.parametrize(
    "text",
    [
        "def f(x, W):\n    '''A comment was added above.'''\n\n    scale = 2 * x\n    return scale @ W",
        "class A:\n    def f(self, x, W):\n            scale = 2 * x",
        "def f(x, W):\n    scale =  2*x\n    return scale @ W",
    ],
    ids=["further down", "indented", "spaced"],
)
def test_a_waiver_lasts_while_its_line_does(path: Path, text: str) -> None:
    everything = mutations(text, range(1, text.count("\n") + 2), cell="layer")
    mutants = [m for m in everything if m.what == "2 -> 3"]
    covered = [read_waivers(path).reason(m) for m in mutants]
    assert covered == (["any scale is right"] if "2*x" not in text else [None])


@pytest.mark.parametrize(
    ("text", "becomes", "cell"),
    [
        (TEXT, "scale = 2 / x", "layer"),
        (TEXT, "scale = 3 * x", "another"),
        (TEXT.replace("2 * x", "2 * x + 0"), "scale = 3 * x + 0", "layer"),
    ],
    ids=["another mutant", "another cell", "another line"],
)
def test_a_waiver_covers_nothing_else(path: Path, text: str, becomes: str, cell: str) -> None:
    assert read_waivers(path).reason(found(text, becomes, cell)) is None


def test_a_waiver_whose_line_was_changed_is_told(path: Path) -> None:
    text = TEXT.replace("2 *", "4 *")
    everything = mutations(text, range(1, 4), cell="layer")
    assert read_waivers(path).idle(everything) == ["cell layer: scale = 3 * x", "cell layer: scale = 1 * x"]


def test_a_waiver_of_a_mutant_that_there_is_is_not_idle(path: Path) -> None:
    assert read_waivers(path).idle(mutations(TEXT, range(1, 4), cell="layer")) == []


def test_without_a_file_nothing_is_waived(tmp_path: Path) -> None:
    assert read_waivers(tmp_path / "waivers.toml").reason(found(TEXT, "scale = 3 * x")) is None


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('reason = "any scale is right"', "", "reason"),
        ("any scale is right", " ", "reason"),
        ('["scale = 3 * x", "scale = 1 * x"]', "[]", "becomes"),
        ('cell = "layer"', 'cell = ""', "cell"),
        ("reason =", "because =", "because"),
        ("[[waiver]]", "[[waivers]]", "waivers"),
        ("[[waiver]]", "[[waiver", "waiver"),
    ],
)
def test_a_waiver_that_lacks_something_is_refused_with_its_file(
    path: Path, old: str, new: str, word: str
) -> None:
    path.write_text(WAIVER.replace(old, new))
    with pytest.raises(AssignmentError, match="is no file of waivers") as refusal:
        read_waivers(path)
    assert str(path) in str(refusal.value)
    assert word in str(refusal.value)


@pytest.mark.parametrize(
    "text", [TEXT, "y = f('\"', r'\\n', x)", "total = (2 * a\n         + b)", "ä = 2 * ß"]
)
def test_what_is_offered_as_a_waiver_waives_its_mutant_once_it_has_a_reason(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "waivers.toml"
    for mutant in mutations(text, range(1, text.count("\n") + 2), cell="layer"):
        offered = as_toml(mutant)
        path.write_text(offered, encoding="utf-8")
        with pytest.raises(AssignmentError, match="reason"):
            read_waivers(path)
        path.write_text(offered.replace('reason = ""', 'reason = "so it is"'), encoding="utf-8")
        assert read_waivers(path).reason(mutant) == "so it is"
