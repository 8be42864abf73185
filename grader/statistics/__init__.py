"""What the results of a class say of its checks and questions: reports in, numbers out, nothing written.

Only what was graded counts. An answer that waits for a person's mark says nothing yet, and is left out.
"""

from grader.statistics.failures import Failure, Mistake, common_failures, matched_mistakes
from grader.statistics.items import Item, check_items, question_items
from grader.statistics.marks import marked_by_hand
from grader.statistics.scores import Bin, Spread, histogram, spread
from grader.statistics.times import Outlier, slow_checks

__all__ = [
    "Bin",
    "Failure",
    "Item",
    "Mistake",
    "Outlier",
    "Spread",
    "check_items",
    "common_failures",
    "histogram",
    "marked_by_hand",
    "matched_mistakes",
    "question_items",
    "slow_checks",
    "spread",
]
