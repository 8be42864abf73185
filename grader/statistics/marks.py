"""Which results are a person's marks, or wait for one."""

from grader.model import Report

__all__ = ["marked_by_hand"]


def marked_by_hand(report: Report) -> frozenset[str]:
    """Names of those checks of *report* that stand for manual cells.

    Such a result bears the cell's own name, is never hidden, and took no time of any process.
    """
    cells = {cell.name for cell in report.cells}
    return frozenset(
        check.name
        for check in report.checks
        if check.name in cells and not check.hidden and check.cpu_seconds is None
    )
