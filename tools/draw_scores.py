"""Draws the score table of some reports as a picture of a terminal, for the README.

python tools/draw_scores.py demo/reports.json docs/demo.svg
"""

import io
import sys
from pathlib import Path

import msgspec
from rich.console import Console

from grader.cli.tables import legend, score_table
from grader.model import Report

WIDTH = 112


def main(reports_file: str, picture: str) -> None:
    reports = msgspec.json.decode(Path(reports_file).read_bytes(), type=list[Report])
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
    console.print(score_table(reports))
    console.print(legend(reports))
    console.save_svg(picture, title="grader grade dense submissions/")


if __name__ == "__main__":
    main(*sys.argv[1:])
