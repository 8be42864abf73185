"""An audit as one HTML page: complete in itself, without a script, in light and in dark.

Everything that comes from an assignment is escaped, and the page's policy lets nothing load or run.
"""

import base64
import hashlib
from collections import Counter
from importlib import resources
from typing import Any

import jinja2
import markupsafe

from grader.audit.findings import Audit, Fate
from grader.audit.plots import HEIGHT, WIDTH, draw

__all__ = ["audit_page", "chance", "percent"]

TEMPLATES = "templates"
PACKAGES = (
    "grader.audit",
    "grader.pages",
)  # the second has the frame and the colours of all pages


def audit_page(audit: Audit) -> str:
    """The page of *audit*."""
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader([jinja2.PackageLoader(package) for package in PACKAGES]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "percent": percent,
        "chance": chance,
        "number": _number,
        "seconds": _seconds,
        "mebibytes": _mebibytes,
    }
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return environment.get_template("audit.html").render(
        audit=audit,
        style=markupsafe.Markup(style),  # noqa: S704 our own files, in which no text of anybody's stands
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        Fate=Fate,
        survivors=audit.survivors,
        ungraded=[mutant for mutant in audit.mutants if mutant.fate is Fate.UNGRADED],
        waived=[mutant for mutant in audit.mutants if mutant.fate is Fate.WAIVED],
        as_named=[row for row in audit.own if row.is_as_named],
        not_as_named=audit.not_as_named,
        flaky=audit.flaky,
        flagged=audit.flagged,
        hintless=audit.hintless,
        own_hintless=[row for row in audit.own if row.fate is Fate.LOST and not row.hint],
        kinds=_kinds(audit),
        plots=[(row, draw(row)) for row in audit.thresholds],
        width=WIDTH,
        height=HEIGHT,
    )


def percent(share: float | None) -> str:
    """A share between 0 and 1, never rounded up to all."""
    if share is None:
        return "none"
    shown = f"{100 * share:.1f}"
    return "99.9 %" if shown == "100.0" and share < 1 else f"{shown} %"


def chance(value: float) -> str:
    """A chance, as one in so many."""
    if value < 1e-9:
        return "less than 1 in 1,000,000,000"
    return f"1 in {round(1 / value):,}"


def _style() -> str:
    sheets = (("grader.pages", "style.css"), ("grader.audit", "audit.css"))
    return "".join(
        (resources.files(package) / TEMPLATES / name).read_text(encoding="utf-8") for package, name in sheets
    )


def _kinds(audit: Audit) -> list[dict[str, Any]]:
    """Counts for each kind of mistake, those with most survivors first."""
    counts = Counter((mutant.kind, mutant.fate) for mutant in audit.mutants)
    kinds = [
        {
            "name": name,
            "lost": counts[name, Fate.LOST],
            "survived": counts[name, Fate.SURVIVED],
            "waived": counts[name, Fate.WAIVED],
            "tried": sum(count for (kind, _), count in counts.items() if kind == name),
        }
        for name in dict.fromkeys(mutant.kind for mutant in audit.mutants)
    ]
    return sorted(kinds, key=lambda kind: (-kind["survived"], -kind["tried"]))


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}" if value < 1 else f"{value:.1f}"


def _mebibytes(value: int | None) -> str:
    return "–" if value is None else f"{value / 2**20:.0f}"
