"""The page of an audit: complete, escaped, without a script, and drawn inside its frame."""

import re
from html.parser import HTMLParser

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.audit.findings import Audit, CheckRow, Fate, MutantRow, OwnRow, QuestionRow, ThresholdRow
from grader.audit.page import audit_page, chance, percent
from grader.audit.plots import BASE, HEIGHT, LEFT, RIGHT, TOP, WIDTH, draw, round_ticks
from grader.model import Outcome

HOSTILE = "<script>alert('x')</script> & \"quoted\" {{ 1 + 1 }} </style></svg>"
VOID = {"meta", "br"}


def mutant(fate: Fate, **more: object) -> MutantRow:
    told = {"cell": "dense", "line": 3, "kind": "sign", "mutation": "sign: negated"}
    told |= {"was": "y = a\n+ b", "becomes": "y = -a", "fate": fate}
    return msgspec.convert(told | more, MutantRow)


def threshold(**more: object) -> ThresholdRow:
    told = {"check": "learns", "measured": "accuracy", "bound": 0.9, "least": True}
    told |= {"values": [0.95, 0.94, 0.96, 0.95, 0.93], "mean": 0.946, "deviation": 0.011}
    told |= {"margin": 4.0, "chance": 0.01, "flagged": True}
    return msgspec.convert(told | more, ThresholdRow)


def check(**more: object) -> CheckRow:
    told = {"name": "learns", "question": "dense", "hidden": True, "points": 2.0, "hint": None, "runs": 5}
    told |= {"passed": 4, "cpu_seconds": 0.02, "most_cpu_seconds": 1.5, "most_bytes": 2**27}
    return msgspec.convert(told | more, CheckRow)


def audit(**more: object) -> Audit:
    """An audit in which everything occurs once."""
    made = Audit(
        assignment="dense",
        title="Layers",
        release="0123456789abcdef",
        isolation="1b",
        generated=400,
        sampling_seed=7,
        max_score=20.0,
        pending_points=1.0,
        seeds=5,
        thorough=False,
        mutation_score=0.9,
        mutants=(
            mutant(Fate.LOST, check="learns", outcome=Outcome.FAILED),
            mutant(Fate.SURVIVED, becomes="y = survivor", waiver="[[waiver]]"),
            mutant(Fate.WAIVED, becomes="y = waived", reason="it is right"),
            mutant(Fate.UNGRADED, reason="the grader failed"),
        ),
        own=(
            OwnRow(
                name="as-named",
                mistake="a mistake",
                fate=Fate.LOST,
                expected=("learns",),
                failed=("learns",),
                hint=True,
            ),
            OwnRow(name="otherwise", mistake="m", fate=Fate.SURVIVED, expected=("learns",), failed=()),
        ),
        checks=(check(), check(name="steady", passed=5, hint="try", repeatable=True)),
        thresholds=(threshold(),),
        questions=(
            QuestionRow(name="dense", visible_points=1.0, hidden_points=2.0, manual_points=0.0, survived=1),
        ),
        idle_waivers=("cell dense: y = gone",),
    )
    return msgspec.structs.replace(made, **more)


class Reader(HTMLParser):
    """Refuses tags that do not balance; keeps tags, attributes and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += f"{data} " if self.open and self.open[-1] != "style" else ""


def words(page: str) -> str:
    return " ".join(Reader(page).text.split())


def test_a_survivor_is_shown_as_a_difference_with_its_line_and_score() -> None:
    assert (
        "dense, line 3: sign: negated - y = a - + b + y = survivor 19 of 19 points waive it [[waiver]]"
    ) in words(audit_page(audit()))


@pytest.mark.parametrize(
    "told",
    [
        "90.0 % of the wrong answers lose points",
        "1 of 3 generated mutants lose nothing; 1 more are waived",
        "1 of 2 own mutants fail exactly the checks that they name",
        "1 of 2 checks are flaky under 5 seeds",
        "1 of 1 thresholds would fail more than one right answer in 10,000",
        "4 mutants of 400 that the solution regions have, sampled with seed 7",
        "expected learns; failed none",
        "accuracy, at least 0.9. Mean 0.946, standard deviation 0.011, margin 4, chance 1 in 100",
        "A right answer can lose the points of learns",
        "check learns has no hint",
        "it is right",
        "cell dense: y = gone",
        "could not be graded: the grader failed",
        "lost points at learns (failed)",
    ],
)
def test_the_page_tells_what_was_found(told: str) -> None:
    assert told in words(audit_page(audit()))


def test_an_audit_in_which_nothing_is_wrong_has_a_page_too() -> None:
    page = audit_page(
        audit(mutants=(), own=(), thresholds=(), checks=(check(hint="h", passed=5),), idle_waivers=())
    )
    told = words(page)
    assert "There are none." in told
    assert "Every check passed under every seed." in told
    assert "Every check has a hint." in told
    assert 'class="bad"' not in page


def test_no_text_of_an_assignment_becomes_markup() -> None:
    row = mutant(Fate.SURVIVED, cell=HOSTILE, mutation=HOSTILE, was=HOSTILE, becomes=HOSTILE, waiver=HOSTILE)
    own = OwnRow(name=HOSTILE, mistake=HOSTILE, fate=Fate.LOST, expected=(HOSTILE,), failed=(HOSTILE,))
    page = audit_page(
        audit(
            title=HOSTILE,
            mutants=(row,),
            own=(own,),
            checks=(check(name=HOSTILE),),
            thresholds=(threshold(check=HOSTILE, measured=HOSTILE),),
            questions=(QuestionRow(name=HOSTILE, visible_points=1.0, hidden_points=0.0, manual_points=0.0),),
            idle_waivers=(HOSTILE,),
            notes=(HOSTILE,),
        )
    )
    plain = {tag for tag, _ in Reader(audit_page(audit())).tags}
    assert {tag for tag, _ in Reader(page).tags} <= plain
    assert "script" not in plain
    assert Reader(page).text.count("{{ 1 + 1 }}") >= 15


def test_the_page_loads_and_runs_nothing() -> None:
    page = audit_page(audit())
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy.startswith("default-src &#39;none&#39;; style-src &#39;sha256-")
    for _, attributes in Reader(page).tags:
        assert not {"src", "style", "onclick", "onload"} & attributes.keys()
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in page
    assert "@import" not in page


def test_every_link_leads_to_a_part_of_the_page() -> None:
    tags = Reader(audit_page(audit())).tags
    anchors = {attributes["href"] for tag, attributes in tags if tag == "a"}
    assert anchors == {f"#{attributes['id']}" for tag, attributes in tags if tag == "section"}


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60),
    st.floats(-1e6, 1e6),
    st.booleans(),
)
def test_a_plot_stays_in_its_frame(values: list[float], bound: float, least: bool) -> None:
    mean = sum(values) / len(values)
    row = threshold(values=values, mean=mean, bound=bound, least=least, deviation=max(values) - min(values))
    plot = draw(row)
    assert len(plot.dots) == len(values)
    assert all(LEFT <= x <= RIGHT and TOP - 1 <= y <= BASE for x, y in plot.dots)
    assert LEFT <= plot.bound <= RIGHT
    assert all(LEFT <= x <= RIGHT for x, _ in plot.ticks)
    left, width = plot.failing
    assert left >= LEFT - 0.1
    assert left + width <= RIGHT + 0.1
    assert {left, left + width} >= {plot.bound} or pytest.approx(plot.bound) in (left, left + width)
    assert WIDTH > RIGHT > BASE < HEIGHT


def test_dots_of_runs_that_reached_the_same_lie_above_each_other() -> None:
    dots = draw(threshold(values=[0.95, 0.95, 0.95, 0.91])).dots
    assert len({x for x, _ in dots}) == 2
    assert len({y for _, y in dots[:3]}) == 3


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_ticks_are_a_few_round_numbers(low: float, width: float) -> None:
    ticks = round_ticks(low, low + width)
    assert 2 <= len(ticks) <= 8
    assert all(low - 1e-6 * width <= tick <= low + width * (1 + 1e-6) for tick in ticks)


@pytest.mark.parametrize(
    ("share", "told"), [(1.0, "100.0 %"), (0.99999, "99.9 %"), (0.95, "95.0 %"), (None, "none")]
)
def test_a_share_is_never_rounded_up_to_all(share: float | None, told: str) -> None:
    assert percent(share) == told


@pytest.mark.parametrize(
    ("value", "told"), [(0.01, "1 in 100"), (1e-5, "1 in 100,000"), (0.0, "less than 1 in 1,000,000,000")]
)
def test_a_chance_is_one_in_so_many(value: float, told: str) -> None:
    assert chance(value) == told
