"""No trusted module unpickles, evaluates or runs anything: what comes from a student's process is data only.

Looked for in the syntax tree of every module under grader/, but for grader/worker, which runs student code
where that can do no harm.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

GRADER = Path(__file__).parents[1] / "grader"
TRUSTED = sorted(path for path in GRADER.rglob("*.py") if "worker" not in path.relative_to(GRADER).parts[:1])

# modules that make objects of bytes by running what the bytes say
FORBIDDEN_MODULES = {"_pickle", "cloudpickle", "dill", "joblib", "marshal", "pickle", "shelve", "torch"}
FORBIDDEN_NAMES = {"eval", "exec"}
FORBIDDEN_ATTRIBUTES = {
    "builtins": {"eval", "exec"},
    "numpy": {"fromfile", "genfromtxt", "load", "loadtxt", "memmap"},
    "pandas": {"eval", "read_pickle"},
    "yaml": {"full_load", "load", "load_all", "unsafe_load", "unsafe_load_all"},
}

# path under grader/, what it uses: why it may; an exemption that is no longer needed fails too
EXEMPT: dict[tuple[str, str], str] = {}


def findings(tree: ast.AST) -> Iterator[str]:
    """What *tree* uses that trusted code must not, each as a dotted name."""
    modules: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {alias.asname or alias.name.split(".")[0]: alias.name for alias in node.names}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (a.name for a in names if a.name.split(".")[0] in FORBIDDEN_MODULES)
            case ast.ImportFrom(module=str(module), names=names):
                if module.split(".")[0] in FORBIDDEN_MODULES:
                    yield module
                forbidden = FORBIDDEN_ATTRIBUTES.get(module, set())
                yield from (f"{module}.{alias.name}" for alias in names if alias.name in forbidden)
            case ast.Name(id=name) if name in FORBIDDEN_NAMES:
                yield name
            case ast.Attribute(value=ast.Name(id=name), attr=attribute):
                module = modules.get(name, name)
                if attribute in FORBIDDEN_ATTRIBUTES.get(module, set()):
                    yield f"{module}.{attribute}"
            case ast.keyword(arg="allow_pickle", value=ast.Constant(value=True)):
                yield "allow_pickle"


@pytest.mark.parametrize("path", TRUSTED, ids=lambda path: str(path.relative_to(GRADER)))
def test_a_trusted_module_uses_nothing_that_runs_data(path: Path) -> None:
    found = set(findings(ast.parse(path.read_text())))
    assert found == {used for file, used in EXEMPT if file == str(path.relative_to(GRADER))}


def test_the_scan_covers_the_decoder_and_leaves_out_the_worker_only() -> None:
    names = {str(path.relative_to(GRADER)) for path in TRUSTED}
    assert "wire/decoding.py" in names
    assert "worker/shell.py" not in names
    assert "sandbox/worker.py" in names


@pytest.mark.parametrize(
    "text",
    [
        "import pickle",
        "import pickle as data",
        "from pickle import loads",
        "import joblib.numpy_pickle",
        "def f():\n    from dill import load",
        "import marshal",
        "eval('1')",
        "run = exec",
        "import builtins\nbuiltins.eval('1')",
        "from builtins import exec as run",
        "import numpy as np\nnp.load('x.npy')",
        "import numpy as anything\nread = anything.load",
        "from numpy import load",
        "import numpy\nnumpy.memmap('x')",
        "import yaml\nyaml.load('a')",
        "from yaml import unsafe_load",
        "read('x', allow_pickle=True)",
    ],
)
def test_the_scan_finds(text: str) -> None:
    assert list(findings(ast.parse(text)))


@pytest.mark.parametrize(
    "text",
    [
        "import json\njson.load(file)",
        "import yaml\nyaml.safe_load('a')",
        "retrieval = evaluate = 1",
        "import numpy as np\nnp.frombuffer(b'')",
        "import ast\nast.literal_eval('1')",
        "# eval(text)",
        "'pickle.load'",
    ],
)
def test_the_scan_does_not_find(text: str) -> None:
    assert not list(findings(ast.parse(text)))
