"""``python -m tools.reference``: write docs/reference."""

from pathlib import Path

from tools.reference import PAGES

FOLDER = Path(__file__).parents[2] / "docs" / "reference"


def main() -> None:
    """Write each page beside its place, then there."""
    FOLDER.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        beside = FOLDER / f".{name}.part"
        beside.write_text(page(), encoding="utf-8")
        beside.replace(FOLDER / name)
        print(FOLDER / name)


if __name__ == "__main__":
    main()
