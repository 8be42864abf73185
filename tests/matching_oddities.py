"""Everything odd that students and editors do to the cells of a notebook, one function each.

`matching_fixtures` writes a notebook for each of them, named like its function.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from grader.notebook.source import read_source
from grader.release.strip import student_version

FOLDER = Path(__file__).parent / "fixtures" / "matching"
SOURCE = FOLDER / "source.ipynb"
ASSIGNMENT = "layers"

Cells = list[dict[str, Any]]

RELU = '''def relu(x):
    """Elementwise maximum of x and 0."""
    out = x.copy()
    out[out < 0] = 0
    return out
'''
DENSE = """class Dense:
    def __init__(self, weights):
        self.weights = weights

    def forward(self, x):
        return x @ self.weights
"""
SQUARED = "def mean_squared(got, wanted):\n    return ((got - wanted) ** 2).mean()\n"
GRADIENT = "def loss_gradient(got, wanted):\n    return 2 * (got - wanted) / got.size\n"
ANSWERS = {
    "relu": RELU,
    "dense": DENSE,
    "loss": SQUARED + "\n\n" + GRADIENT,
    "explain": "Because of *kinks*.",
}


def cell(cells: Cells, name: str) -> dict[str, Any]:
    """The first cell called *name*."""
    return next(one for one in cells if one["metadata"].get("name") == name)


def place(cells: Cells, name: str) -> int:
    """Where the first cell called *name* stands, from 0."""
    return cells.index(cell(cells, name))


def new(text: str, kind: str = "code") -> dict[str, Any]:
    """A cell that the student added."""
    made = {"cell_type": kind, "id": f"new-{sum(map(ord, text))}", "metadata": {}, "source": text}
    return {**made, "execution_count": None, "outputs": []} if kind == "code" else made


def copy_of(one: dict[str, Any], text: str | None = None) -> dict[str, Any]:
    """A copy as editors make it: with the name, and a new id."""
    return {
        **one,
        "id": f"{one['id']}-copy",
        "metadata": dict(one["metadata"]),
        "source": one["source"] if text is None else text,
    }


def answer(cells: Cells) -> None:
    """Fill in all answers."""
    for name, text in ANSWERS.items():
        cell(cells, name)["source"] = text


def stub(name: str) -> str:
    """The released text of the cell *name*."""
    notebook = student_version(read_source(SOURCE), assignment=ASSIGNMENT)
    return str(cell(notebook["cells"], name)["source"])


def all_answered(cells: Cells) -> None:
    pass


def untouched(cells: Cells) -> None:
    for name in ANSWERS:
        cell(cells, name)["source"] = stub(name)


def stubs_with_other_comments(cells: Cells) -> None:
    cell(cells, "relu")["source"] = stub("relu").replace("# YOUR CODE HERE", "# no idea, sorry\n")


def without_names(cells: Cells) -> None:
    for one in cells:
        del one["metadata"]["name"]


def without_names_and_ids(cells: Cells) -> None:
    for number, one in enumerate(cells):
        one["metadata"] = {}
        one["id"] = f"fresh{number}"


def without_names_and_ids_untouched(cells: Cells) -> None:
    untouched(cells)
    without_names_and_ids(cells)


def without_names_and_ids_reordered(cells: Cells) -> None:
    without_names_and_ids(cells)
    cells[2:5], cells[5:9] = cells[5:9], cells[2:5]


def renamed_cells(cells: Cells) -> None:
    cell(cells, "dense")["metadata"]["name"] = "Dense layer"
    one = cell(cells, "loss")
    one["metadata"]["name"], one["id"] = "../../loss", "fresh"


def duplicate_ids(cells: Cells) -> None:
    for one in cells:
        one["id"] = cell(cells, "relu")["id"]


def questions_reordered(cells: Cells) -> None:
    first, second = place(cells, "relu-text"), place(cells, "dense-text")
    end = place(cells, "loss-text")
    cells[first:end] = cells[second:end] + cells[first:second]


def check_above_its_answer(cells: Cells) -> None:
    cells.insert(place(cells, "relu"), cells.pop(place(cells, "relu-values")))


def answer_moved_to_the_end(cells: Cells) -> None:
    cells.append(cells.pop(place(cells, "relu")))


def solution_deleted(cells: Cells) -> None:
    cells.remove(cell(cells, "dense"))


def solution_emptied(cells: Cells) -> None:
    cell(cells, "dense")["source"] = " \n"


def given_and_setup_deleted(cells: Cells) -> None:
    cells.remove(cell(cells, "data"))
    cells.remove(cell(cells, "imports"))


def checks_and_prose_deleted(cells: Cells) -> None:
    cells[:] = [one for one in cells if one["metadata"]["name"] in (*ANSWERS, "imports", "data")]


def copy_is_still_the_stub(cells: Cells) -> None:
    cells.insert(place(cells, "relu") + 1, copy_of(cell(cells, "relu"), stub("relu")))


def copy_does_not_parse(cells: Cells) -> None:
    cells.insert(place(cells, "relu") + 1, copy_of(cell(cells, "relu"), "def relu(x):\n    return (x >\n"))


def copy_is_the_better_answer(cells: Cells) -> None:
    first = cell(cells, "relu")
    cells.insert(place(cells, "relu"), copy_of(first, stub("relu")))
    cells.insert(place(cells, "relu-values") + 1, copy_of(first, "def relu(x):\n    return x * (x > 0)\n"))


def copy_used_for_something_else(cells: Cells) -> None:
    cells.insert(place(cells, "relu") + 1, copy_of(cell(cells, "relu"), "print(relu(np.ones(2)))\n"))
    copied = copy_of(cell(cells, "data"), "def scaled(x):\n    return x / np.abs(x).max()\n")
    cells.insert(place(cells, "data") + 1, copied)


def split_without_a_name(cells: Cells) -> None:
    cell(cells, "loss")["source"] = SQUARED
    cells.insert(place(cells, "loss") + 1, new(GRADIENT))


def split_with_the_name_on_the_second_half(cells: Cells) -> None:
    cell(cells, "loss")["source"] = GRADIENT
    cells.insert(place(cells, "loss"), new(SQUARED))


def split_with_both_names(cells: Cells) -> None:
    cell(cells, "loss")["source"] = SQUARED
    cells.insert(place(cells, "loss") + 1, copy_of(cell(cells, "loss"), GRADIENT))


def helper_below_its_answer(cells: Cells) -> None:
    cell(cells, "loss")["source"] = ANSWERS["loss"].replace("got - wanted", "gap(got, wanted)")
    cells.insert(place(cells, "loss") + 1, new("def gap(a, b):\n    return a - b\n"))


def merged_cells(cells: Cells) -> None:
    cell(cells, "relu")["source"] = RELU + "\n\n" + DENSE
    cells.remove(cell(cells, "dense"))


def merged_cells_with_the_stub_left(cells: Cells) -> None:
    cell(cells, "relu")["source"] = RELU + "\n\n" + DENSE
    cell(cells, "dense")["source"] = stub("dense")


def answer_below_the_stub(cells: Cells) -> None:
    cell(cells, "loss")["source"] = stub("loss")
    cells.insert(place(cells, "loss") + 1, new(ANSWERS["loss"]))


def answer_above_the_stub(cells: Cells) -> None:
    cell(cells, "relu")["source"] = stub("relu")
    cells.insert(place(cells, "relu"), new(RELU))


def answer_at_the_end(cells: Cells) -> None:
    cell(cells, "relu")["source"] = stub("relu")
    cells.append(new(RELU))


def answer_in_markdown(cells: Cells) -> None:
    one = cell(cells, "dense")
    one["cell_type"] = "markdown"
    del one["outputs"], one["execution_count"]


def answer_in_a_raw_cell_without_a_name(cells: Cells) -> None:
    cells[place(cells, "relu")] = new(RELU, "raw")


def answer_in_a_fenced_block(cells: Cells) -> None:
    cell(cells, "relu")["source"] = stub("relu")
    cells.insert(place(cells, "relu") + 1, new(f"```python\n{RELU}```", "markdown"))


def answer_in_the_check(cells: Cells) -> None:
    cell(cells, "relu")["source"] = stub("relu")
    cell(cells, "relu-values")["source"] = RELU + cell(cells, "relu-values")["source"]


def answer_in_given_code(cells: Cells) -> None:
    cells.remove(cell(cells, "dense"))
    cell(cells, "data")["source"] += DENSE


def given_setup_and_check_changed(cells: Cells) -> None:
    cell(cells, "data")["source"] = "weights = np.zeros((SIZE, 2))\n"
    cell(cells, "imports")["source"] += "SIZE = 4\n"
    cell(cells, "dense-forward")["source"] = "pass\n"


def imports_added(cells: Cells) -> None:
    cell(cells, "imports")["source"] = (
        "import numpy as np\nimport math\nfrom itertools import (\n    count,\n    cycle,\n)\n\nSIZE = 3\n"
    )
    cell(cells, "data")["source"] = "%time\nimport os; os.getcwd()\n" + cell(cells, "data")["source"]


def imports_added_to_code_that_does_not_parse(cells: Cells) -> None:
    cell(cells, "imports")["source"] += "import math\nfor\n"


def only_whitespace_changed(cells: Cells) -> None:
    for name in ("imports", "data", "dense-forward"):
        one = cell(cells, name)
        one["source"] = one["source"].replace("\n", "  \r\n").replace(", ", ",") + "\n\n"


def prose_changed(cells: Cells) -> None:
    cell(cells, "title")["source"] = "# My homework"


def prose_became_code(cells: Cells) -> None:
    cells[place(cells, "dense-text")] = {**new("step = 0.1\n"), "metadata": {"name": "dense-text"}}


def magics_in_answers(cells: Cells) -> None:
    one = cell(cells, "relu")
    one["source"] = "%%time\n" + RELU + "%timeit relu(np.ones(3))\nfiles = !ls\nrelu?\n"
    cells.insert(place(cells, "relu") + 1, copy_of(one, stub("relu")))


def cells_added(cells: Cells) -> None:
    cells.insert(place(cells, "dense-text"), new("print(relu(np.ones(2)))\n"))
    cells.insert(place(cells, "dense-text"), new("A thought.", "markdown"))
    cells += [new("relu = None\n"), new("\n"), new("!ls\n")]


def explanation_below_its_prompt(cells: Cells) -> None:
    cell(cells, "explain")["source"] = stub("explain")
    cells[place(cells, "explain") + 1 : place(cells, "explain") + 1] = [
        new("First of all, *kinks*.", "markdown"),
        new("Second, nothing.", "raw"),
    ]


def explanation_in_code_cells(cells: Cells) -> None:
    sentence = new("It has a kink.")
    sentence["metadata"] = cell(cells, "explain")["metadata"]
    cells[place(cells, "explain")] = sentence
    cells.insert(place(cells, "explain") + 1, copy_of(sentence, "kink = relu(np.zeros(1))\n"))


def explanation_is_very_long(cells: Cells) -> None:
    cell(cells, "explain")["source"] = "kink " * 5_000


def hidden_tag_on_an_answer(cells: Cells) -> None:
    cell(cells, "relu")["metadata"]["tags"] = ["hidden"]
    cells.append({**new("note = 1\n"), "metadata": {"tags": ["staff"], "name": "mine"}})


def one_cell_for_everything(cells: Cells) -> None:
    cells[:] = [new("import numpy as np\n" + RELU + DENSE + SQUARED + GRADIENT)]


def nothing_matches(cells: Cells) -> None:
    cells[:] = [new("print('hello')"), new("# Shopping list", "markdown")]


def no_cells(cells: Cells) -> None:
    cells.clear()


ODD: tuple[Callable[[Cells], None], ...] = (
    all_answered,
    untouched,
    stubs_with_other_comments,
    without_names,
    without_names_and_ids,
    without_names_and_ids_untouched,
    without_names_and_ids_reordered,
    renamed_cells,
    duplicate_ids,
    questions_reordered,
    check_above_its_answer,
    answer_moved_to_the_end,
    solution_deleted,
    solution_emptied,
    given_and_setup_deleted,
    checks_and_prose_deleted,
    copy_is_still_the_stub,
    copy_does_not_parse,
    copy_is_the_better_answer,
    copy_used_for_something_else,
    split_without_a_name,
    split_with_the_name_on_the_second_half,
    split_with_both_names,
    helper_below_its_answer,
    merged_cells,
    merged_cells_with_the_stub_left,
    answer_below_the_stub,
    answer_above_the_stub,
    answer_at_the_end,
    answer_in_markdown,
    answer_in_a_raw_cell_without_a_name,
    answer_in_a_fenced_block,
    answer_in_the_check,
    answer_in_given_code,
    given_setup_and_check_changed,
    imports_added,
    imports_added_to_code_that_does_not_parse,
    only_whitespace_changed,
    prose_changed,
    prose_became_code,
    magics_in_answers,
    cells_added,
    explanation_below_its_prompt,
    explanation_in_code_cells,
    explanation_is_very_long,
    hidden_tag_on_an_answer,
    one_cell_for_everything,
    nothing_matches,
    no_cells,
)


def other_texts(cells: Cells) -> None:
    """Another assignment, whose cells happen to have the same names."""
    for number, one in enumerate(cells):
        one["source"] = f"def kernel_{number}(image):\n    return image[{number}:]\n"
        one["id"] = f"other{number}"
