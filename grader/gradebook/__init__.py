"""The gradebook: every attempt, what people decide about it, and what counts in the end."""

from grader.gradebook.book import Gradebook
from grader.gradebook.entering import Entry
from grader.gradebook.marking import MarkGiven
from grader.gradebook.policy import Counts, Policy
from grader.gradebook.standings import Standing, counted_report, standings

__all__ = ["Counts", "Entry", "Gradebook", "MarkGiven", "Policy", "Standing", "counted_report", "standings"]
