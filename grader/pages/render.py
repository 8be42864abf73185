"""Fills the templates: every text is escaped, and each page may load and run nothing but what it holds."""

import base64
import functools
import hashlib
from collections.abc import Sequence
from importlib import resources

import jinja2
import markupsafe

from grader.exports.words import number
from grader.model import Outcome, Status

__all__ = ["MARKS", "render"]

MARKS = {
    Outcome.PASSED: "✓",
    Outcome.FAILED: "✗",
    Outcome.ERROR: "E",
    Outcome.TIMEOUT: "T",
    Outcome.MEMORY: "M",
    Outcome.CRASHED: "C",
    Outcome.NOT_ANSWERED: "·",
    Outcome.SKIPPED: "s",
    Outcome.PENDING: "?",
    Outcome.INFRASTRUCTURE: "!",
}


def render(template: str, *, sheets: Sequence[str], script: str | None = None, **values: object) -> str:
    """The page that *template* makes of *values*.

    Args:
        sheets: Our own style sheets, each over those before it.
        script: Our own script, if the page has one. No other is run, whatever stands on the page.
    """
    style = "".join(map(_own, sheets))
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{_digest(style)}'"
    if script is not None:
        policy += f"; script-src 'sha256-{_digest(_own(script))}'"
    return (
        _templates()
        .get_template(template)
        .render(
            # our own files, in which no text of anybody's stands
            style=markupsafe.Markup(style),  # noqa: S704
            script=None if script is None else markupsafe.Markup(_own(script)),  # noqa: S704
            policy=f"{policy}; base-uri 'none'; form-action 'none'",
            marks=MARKS,
            Outcome=Outcome,
            Status=Status,
            **values,
        )
    )


@functools.cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("grader.pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "percent": _percent, "signed": _signed}
    return environment


@functools.cache
def _own(name: str) -> str:
    return (resources.files("grader.pages") / "templates" / name).read_text(encoding="utf-8")


@functools.cache
def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _percent(share: float | None) -> str:
    """A share between 0 and 1: all and nothing only where it is so."""
    if share is None:
        return "–"
    shown = round(100 * share)
    return f"{min(99, shown) if share < 1 else shown} %" if share <= 0 or shown else "<1 %"


def _signed(points: float) -> str:
    """Points gained or lost, with a real minus."""
    return f"+{number(points)}" if points > 0 else number(points).replace("-", "−")
