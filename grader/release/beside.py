"""What lies beside a released notebook: how to begin, and which packages it takes.

Both are made from the released notebook alone, so nothing of a solution or a hidden check can be in them.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

__all__ = ["README", "REQUIREMENTS", "readme", "requirements"]

README, REQUIREMENTS = "README.md", "requirements.txt"
OURS = "welldone"
# Only packages of this list are named: a name in a registry that a notebook made up may be anybody's package.
_PACKAGES = {
    "grader": OURS,
    "IPython": "ipython",
    "matplotlib": "matplotlib",
    "numpy": "numpy",
    "pandas": "pandas",
    "PIL": "pillow",
    "scipy": "scipy",
    "seaborn": "seaborn",
    "sklearn": "scikit-learn",
    "sympy": "sympy",
    "torch": "torch",
    "tqdm": "tqdm",
}
_MAGIC = re.compile(r"^\s*[%!?].*$", re.MULTILINE)
_OTHER_LANGUAGE = re.compile(r"\s*%%(?!time|capture|prun)")
_README = """# {title}

Answer in `{name}.ipynb`: each place that waits for an answer says so, and below it is a check to run.{files}

In JupyterLab or VS Code, in this folder:

```sh
python -m pip install -r requirements.txt
grader check {name}.ipynb
```

The second line runs all checks of the notebook at once, as grading will, and says what to try next.

In Colab, put this into a cell at the top and run it:

```python
%pip install -q --no-deps welldone
```

Before you hand in `{name}.ipynb`, restart and run all.
"""


def readme(name: str, *, title: str, files: Iterable[str] = ()) -> bytes:
    """``README.md`` of the release *name*: what to do with it, at each of the three places.

    Args:
        files: Names of the files that come with the notebook.
    """
    listed = ", ".join(f"`{file}`" for file in sorted(files))
    kept = f"\nKeep {listed} beside it." if listed else ""
    return _README.format(name=name, title=" ".join(title.split()), files=kept).encode()


def requirements(notebook: Mapping[str, Any], *, files: Iterable[str] = ()) -> bytes:
    """``requirements.txt`` of a released notebook: the packages that its code cells import, and ours.

    What is imported and on no list stands in a comment: nobody installs it by mistake.

    Args:
        files: Names of the files that come with the notebook: modules of its own.
    """
    own = {file.removesuffix(".py") for file in files}
    names = set(_imported(notebook)) - sys.stdlib_module_names - own
    lines = sorted({OURS} | {_PACKAGES[name] for name in names & _PACKAGES.keys()})
    lines += [f"# also imported: {name}" for name in sorted(names - _PACKAGES.keys())]
    return ("\n".join(lines) + "\n").encode()


def _imported(notebook: Mapping[str, Any]) -> Iterator[str]:
    """The first part of the name of each module that a code cell imports."""
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] != "code" or _OTHER_LANGUAGE.match(text):
            continue
        try:
            tree = ast.parse(_MAGIC.sub("", text))
        except SyntaxError:  # what only IPython can read
            continue
        for node in ast.walk(tree):
            match node:
                case ast.Import(names=names):
                    yield from (alias.name.partition(".")[0] for alias in names)
                case ast.ImportFrom(module=str(module), level=0):
                    yield module.partition(".")[0]
