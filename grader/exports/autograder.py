"""The zip that Gradescope makes an autograder of: two scripts, their settings, and the whole assignment.

It holds the solution and every hidden check: it is for Gradescope, and for nobody else.
"""

import io
import shlex
import zipfile
from importlib.resources import files

from grader.course import Assignment
from grader.errors import UsageError
from grader.exports.gradescope import Visibility

__all__ = ["autograder_zip"]

SCRIPTS = ("run_autograder", "setup.sh")
SETTINGS = "settings.sh"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can hold: equal contents are equal files
_UNIX, _EXECUTABLE, _PLAIN = 3, 0o100755 << 16, 0o100644 << 16


def autograder_zip(
    assignment: Assignment,
    *,
    requirement: str,
    isolation: str = "strict",
    hidden_checks: Visibility = Visibility.VISIBLE,
    wheel: tuple[str, bytes] | None = None,
) -> bytes:
    """A zip to upload under *Configure Autograder*.

    Args:
        requirement: What pip is to install: ``welldone==0.1.0``, or an address.
        isolation: How submissions are confined there.
        hidden_checks: When students see name, points, outcome and hint of a hidden check.
        wheel: File name and content of a package to put into the zip and install, not *requirement*.

    Raises:
        UsageError: What is to be the wheel is not called like one.
    """
    settings = {
        "assignment": assignment.name,
        "requirement": requirement if wheel is None else f"./{wheel[0]}",
        "isolation": isolation,
        "hidden_checks": hidden_checks.value,
    }
    contents = {name: files("grader.exports").joinpath("templates", name).read_bytes() for name in SCRIPTS}
    folder = f"assignments/{assignment.name}"
    released = " ".join(shlex.quote(f"{folder}/{name}") for name, _ in assignment.released_files)
    lines = [*(f"{name}={shlex.quote(text)}" for name, text in settings.items()), f"released=({released})"]
    contents[SETTINGS] = ("\n".join(lines) + "\n").encode()
    if wheel is not None:
        if not wheel[0].endswith(".whl") or "/" in wheel[0]:
            raise UsageError(f"{wheel[0]}: expected a wheel, such as 'pip wheel --no-deps .' makes")
        contents[wheel[0]] = wheel[1]
    for name, content in _assignment_files(assignment).items():
        contents[f"{folder}/{name}"] = content
    return _zipped(contents)


def _assignment_files(assignment: Assignment) -> dict[str, bytes]:
    """Everything in the assignment's folder but what systems and editors leave there."""
    found = {}
    for path in sorted(assignment.root.rglob("*")):
        inside = path.relative_to(assignment.root)
        left_behind = any(part.startswith(".") or part == "__pycache__" for part in inside.parts)
        if path.is_file() and not left_behind:
            found[inside.as_posix()] = path.read_bytes()
    return found


def _zipped(contents: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(contents.items()):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.create_system = _UNIX
            entry.external_attr = _EXECUTABLE if name in SCRIPTS else _PLAIN
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()
