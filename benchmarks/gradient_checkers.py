"""Which gradient checkers accept 30 right gradients, and refuse 60 subtly wrong ones.

    python benchmarks/gradient_checkers.py [--environment FOLDER] [--seeds N] [--cases]

torch and scipy are no dependencies of the project: the script makes an environment of its own for them, below
the user's cache folder unless told otherwise, and starts itself there. Prints Markdown; writes nothing else.
"""

import argparse
import contextlib
import importlib.util
import io
import os
import platform
import subprocess
import sys
import time
import venv
import warnings
from collections import Counter
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.gradients.checkers import CHECKERS, Checker  # noqa: E402
from benchmarks.gradients.problems import Case  # noqa: E402
from benchmarks.gradients.right import RIGHT  # noqa: E402
from benchmarks.gradients.wrong_layers import WRONG_LAYERS  # noqa: E402
from benchmarks.gradients.wrong_losses import WRONG_LOSSES  # noqa: E402
from benchmarks.gradients.wrong_networks import WRONG_NETWORKS  # noqa: E402

WRONG = [*WRONG_LAYERS, *WRONG_LOSSES, *WRONG_NETWORKS]
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
MODULES = ("torch", "scipy")


def environment(folder: Path) -> Path:
    """The interpreter of an environment in *folder* that has torch and scipy; made if it is not there."""
    python = folder / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "-q"]
    if not python.exists():
        venv.create(folder, with_pip=True)
    if subprocess.run([python, "-c", "import torch, scipy"], capture_output=True, check=False).returncode:
        cpu_only = [*install, "torch", "--index-url", CPU_INDEX]
        if subprocess.run(cpu_only, capture_output=True, check=False).returncode:
            subprocess.run([*install, "torch"], check=True)
        subprocess.run([*install, "scipy", f"numpy=={np.__version__}"], check=True)
    return python


def accepts(checker: Checker, case: Case, seed: int = 0) -> bool:
    """Whether *checker* takes the gradient for right; an exception says no."""
    problem = case.build(seed)
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return checker.accepts(problem)
        except Exception:
            return False


def row(checker: Checker, seeds: range, *, list_cases: bool) -> str:
    """One line of the table, and which cases it is about if asked."""
    begin = time.process_time()
    alarms = [case.name for seed in seeds for case in RIGHT if not accepts(checker, case, seed)]
    right = time.process_time() - begin
    begin = time.process_time()
    misses = [case.name for seed in seeds for case in WRONG if accepts(checker, case, seed)]
    wrong = time.process_time() - begin
    line = f"| {checker.name:37} | {len(alarms):12} | {len(misses):6} | {right:8.2f} | {wrong:8.2f} |"
    if list_cases:
        line += f"\n\nfalse alarms: {count(alarms)}\n\nmisses: {count(misses)}\n"
    return line


def count(names: list[str]) -> str:
    """The names, each with how often it comes if more than once."""
    counted = Counter(names).items()
    return ", ".join(name if times == 1 else f"{name} ({times})" for name, times in counted) or "none"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "welldone" / "checkers"
    parser.add_argument("--environment", type=Path, default=cache, help="where torch and scipy live")
    parser.add_argument("--seeds", type=int, default=1, help="draw each case so many times")
    parser.add_argument("--checkers", type=int, default=len(CHECKERS), help="only the first so many")
    parser.add_argument("--cases", action="store_true", help="name the cases of each row")
    options = parser.parse_args()
    if not all(importlib.util.find_spec(module) for module in MODULES):
        python = environment(options.environment)
        os.execv(python, [str(python), __file__, *sys.argv[1:]])

    versions = {module: importlib.import_module(module).__version__ for module in MODULES}
    importlib.import_module("torch").set_num_threads(1)
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}", end="")
    print(f", NumPy {np.__version__}, {', '.join(f'{name} {number}' for name, number in versions.items())}")
    print(f"{len(RIGHT)} right gradients, {len(WRONG)} wrong ones, drawn {options.seeds} times;", end="")
    print(" seconds of processor time\n")
    for checker in CHECKERS:  # once, for what each loads at its first call
        accepts(checker, RIGHT[0])
    print(f"| {'checker':37} | false alarms | misses | right, s | wrong, s |")
    print(f"|{'-' * 39}|{'-' * 13}:|{'-' * 7}:|{'-' * 9}:|{'-' * 9}:|")
    for checker in CHECKERS[: options.checkers]:
        print(row(checker, range(options.seeds), list_cases=options.cases), flush=True)


if __name__ == "__main__":
    main()
