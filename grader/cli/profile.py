"""Where the time of a submission goes, as ``grader grade --profile`` shows it."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table

from grader.spending import STAGE_NAMES, Spent

__all__ = ["Stages", "profile_table"]

Stages = dict[str, Spent]  # of one submission


def profile_table(stages: Sequence[Stages]) -> Table:
    """A row for each stage: milliseconds of each of the submissions whose *stages* these are, on average."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("stage", no_wrap=True)
    for column in ("wall ms", "processor ms", "share of wall"):
        table.add_column(column, justify="right", no_wrap=True)
    count = len(stages)
    sums = {name: _sum([one[name] for one in stages if name in one]) for name in STAGE_NAMES}
    total = _sum(list(sums.values()))
    for name, spent in sums.items():
        share = spent.wall / total.wall if total.wall else 0.0
        table.add_row(name, _ms(spent.wall / count), _ms(spent.processor / count), f"{share:.0%}")
    table.add_section()
    of = f"each of {count} submissions" if count > 1 else "the submission"
    table.add_row(of, _ms(total.wall / count), _ms(total.processor / count), "")
    return table


def _sum(spent: Sequence[Spent]) -> Spent:
    return Spent(wall=sum(one.wall for one in spent), processor=sum(one.processor for one in spent))


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.1f}"
