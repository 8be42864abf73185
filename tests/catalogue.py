"""The table of attacks in docs/security.md, made of the attacks' own headers.

python -m tests.catalogue     writes it
"""

import tomllib
from pathlib import Path
from typing import NamedTuple

from tests.attacks import FOLDER, Attack, read_attack

__all__ = ["GROUPS", "Elsewhere", "attacks", "elsewhere", "numbers_of", "with_table"]

DOCUMENT = Path(__file__).parents[1] / "docs" / "security.md"
BEGIN, END = "<!-- attacks: written by python -m tests.catalogue -->\n", "<!-- end of attacks -->\n"
GROUPS = {  # letter -> what its attacks are after, and how many the catalogue has
    "A": ("Forging a verdict in the process that judges", 20),
    "B": ("Forging the record", 11),
    "C": ("Stealing hidden checks and answers", 17),
    "D": ("Other students and the host", 11),
    "E": ("Exhaustion", 16),
    "F": ("Notebooks, names and reports", 13),
    "G": ("Checks that are weak by themselves", 9),
    "X": ("Snapshots, handles, the wire and whatever else", 0),
}


class Elsewhere(NamedTuple):
    """A number of the catalogue that no attack here tries."""

    tries: str
    stopped: str
    test: str = ""


def attacks() -> list[Attack]:
    """All of them, by name."""
    return [read_attack(path) for path in sorted(FOLDER.glob("*.py")) if path.stem != "conftest"]


def elsewhere() -> dict[str, Elsewhere]:
    """Number -> what stops it."""
    found = tomllib.loads((FOLDER / "elsewhere.toml").read_text(encoding="utf-8"))
    return {number: Elsewhere(**fields) for number, fields in found.items()}


def numbers_of(group: str) -> list[str]:
    """The numbers that the catalogue has in *group*."""
    return [f"{group}-{number}" for number in range(1, GROUPS[group][1] + 1)]


def with_table(document: str) -> str:
    """*document* with the table of today in it."""
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{_table()}{END}{after}"


def _table() -> str:
    rows = [(attack.numbers, attack.tries, _link(attack)) for attack in attacks()]
    rows += [((number,), case.tries, case.stopped) for number, case in elsewhere().items()]
    rows.sort(key=lambda row: (_order(row[0][0]), row[2]))
    text = ""
    for group, (title, _) in GROUPS.items():
        text += f"\n### {title}\n\n| number | tries | file, or what stops it |\n|---|---|---|\n"
        for numbers, tries, where in rows:
            if numbers[0].startswith(group):
                told = ", ".join(number for number in numbers if number != "X")
                text += f"| {told} | {tries.replace('|', '&#124;').replace('<', '&lt;')} | {where} |\n"
    return text + "\n"


def _order(number: str) -> tuple[str, int]:
    group, _, rest = number.partition("-")
    return group, int(rest or 0)


def _link(attack: Attack) -> str:
    below = {"1b": " (rung 1b only)"}.get(attack.needs.value, "")
    return f"[{attack.name}](../tests/hostile/{attack.name}.py){below}"


if __name__ == "__main__":
    DOCUMENT.write_text(with_table(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
