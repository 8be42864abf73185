"""What lies beside a released notebook, and that the notebook takes no more than it says."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.notebook.source import read_source
from grader.release.beside import readme, requirements
from grader.release.strip import student_version
from tests.courses import add_settings, changed, grade, new_course, publish, submission
from tests.homeworks import COURSE, NAMES

# stands before the code that is tried: nothing but the standard library, NumPy and ours can be imported
ONLY_NUMPY = """
import importlib.abc, sys
allowed = {*sys.stdlib_module_names, "numpy", "grader"}
class Refusal(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in allowed:
            raise ModuleNotFoundError(f"{name} is imported")
sys.meta_path.insert(0, Refusal())
sys.path[:0] = PATHS
"""


def notebook(*texts: str) -> dict[str, Any]:
    return {"cells": [{"cell_type": "code", "source": text} for text in texts]}


def required(*texts: str) -> list[str]:
    return requirements(notebook(*texts)).decode().splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_what_lies_beside_a_homework_is_what_its_notebook_makes(name: str) -> None:
    assignment = COURSE.assignment(name)
    title = assignment.settings.title
    student = student_version(read_source(assignment.source), assignment=name, title=title)
    folder = COURSE.release_folder(name)
    assert (folder / "README.md").read_bytes() == readme(name, title=title)
    assert (folder / "requirements.txt").read_bytes() == requirements(student)


@pytest.mark.parametrize("name", NAMES)
def test_a_homework_takes_numpy_matplotlib_and_this_package_only(name: str) -> None:
    lines = (COURSE.release_folder(name) / "requirements.txt").read_text().splitlines()
    assert {*lines} <= {"matplotlib", "numpy", "welldone"}


@pytest.mark.parametrize(
    ("text", "also"),
    [
        ("import numpy as np", ["numpy"]),
        ("import numpy.linalg, os\nfrom pathlib import Path", ["numpy"]),
        ("def f():\n    from sklearn.datasets import load_digits", ["scikit-learn"]),
        ("%matplotlib inline\n!pip list\nfrom matplotlib import pyplot", ["matplotlib"]),
        ("from . import x", []),
        ("%%bash\nimport pandas; done", []),
        ("%%time\nimport pandas", ["pandas"]),
        ("files = !ls", []),
        ("from grader.testing import assert_close", []),
    ],
)
def test_packages_are_those_that_the_code_imports(text: str, also: list[str]) -> None:
    assert required(text) == sorted(["welldone", *also])


def test_a_module_of_no_list_is_named_and_not_installed() -> None:
    assert required("import numpyy") == ["welldone", "# also imported: numpyy"]


def test_only_code_counts() -> None:
    made = requirements({"cells": [{"cell_type": "markdown", "source": "import torch"}]})
    assert made == b"welldone\n"


def test_the_readme_names_the_files_that_belong_beside_the_notebook() -> None:
    text = readme("dense", title="Layers\nthat learn", files=["weights.csv"]).decode()
    assert text.startswith("# Layers that learn\n")
    assert "Keep `weights.csv` beside it." in text
    assert "grader check dense.ipynb" in text


def test_a_readme_of_the_authors_own_takes_the_place_of_ours(tmp_path: Path) -> None:
    course = new_course(tmp_path)
    (course.assignment("week-1").root / "README.md").write_text("mine")
    add_settings(course, '[release]\nfiles = ["README.md"]\n')
    publish(course)
    assert (course.release_folder("week-1") / "README.md").read_text() == "mine"


@pytest.mark.parametrize(
    "code",
    [
        "from grader.testing import assert_close, assert_gradient\nassert_close(np.ones(2), np.ones(2))",
        "from grader.data import load_mnist\nassert len(load_mnist().x_train)",
    ],
)
def test_what_a_notebook_imports_of_ours_needs_nothing_but_numpy(code: str) -> None:
    root = Path(__file__).parents[1]
    packages = Path(np.__file__).parents[1]
    script = ONLY_NUMPY.replace("PATHS", repr([str(root), str(packages)])) + "import numpy as np\n" + code
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_cell_that_installs_in_colab_costs_no_point(tmp_path: Path) -> None:
    course = new_course(tmp_path)
    cell: dict[str, Any] = {
        "cell_type": "code",
        "id": "colab",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    (line,) = (line for line in readme("x", title="x").decode().splitlines() if line.startswith("%pip"))
    content = changed(submission(course), lambda cells: [{**cell, "source": line}, *cells])
    assert grade(course, {"ada": content})["ada"].score == 9.0


def test_what_would_be_imported_beyond_that_is_noticed() -> None:
    script = ONLY_NUMPY.replace("PATHS", "[]") + "import click"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "click is imported" in done.stderr
