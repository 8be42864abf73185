"""Names: what code defines, and which free names it reads."""

import pytest

from grader.checks.names import as_function, defined_names, free_names


def names_read(source: str) -> list[str]:
    return [name.name for name in free_names(as_function(source, "submission"))]


def test_assignments_imports_functions_and_classes_define_names() -> None:
    imports = "import numpy as np\nfrom os import path as p\n"
    source = imports + "a = b = 1\ndef f(x): y = x\nclass C: z = 1\nfor i in []: pass\n"
    assert defined_names(source) == {"np", "p", "a", "b", "f", "C", "i"}


def test_a_global_statement_in_a_function_defines_a_name() -> None:
    assert defined_names("def f():\n    global g\n    g = 1\n") == {"f", "g"}


def test_a_star_import_is_refused_because_it_hides_its_names() -> None:
    with pytest.raises(SyntaxError, match="hides which names"):
        defined_names("from numpy import *\n")


def test_a_parameter_hides_the_global_of_its_name() -> None:
    assert names_read("f = lambda weights: weights\n") == []


def test_a_default_value_is_read_outside_of_the_function() -> None:
    assert names_read("def f(weights=weights): return weights\n") == ["weights"]


def test_a_comprehension_reads_globals_but_not_its_own_variable() -> None:
    assert names_read("x = [Dense(i) for i in sizes]\n") == ["Dense", "sizes"]


def test_a_class_body_reads_globals() -> None:
    assert names_read("class K:\n    a = weights\n") == ["weights"]


def test_a_name_that_the_code_assigns_is_its_own_everywhere() -> None:
    assert names_read("print(a)\na = 1\n") == ["print"]


def test_each_read_has_its_line_and_its_column_in_bytes() -> None:
    (read,) = free_names(as_function("é = 1\nü = (é, Dense)\n", "submission"))
    assert (read.name, read.line, read.column) == ("Dense", 2, len("ü = (é, ".encode()))


def test_an_empty_cell_reads_nothing() -> None:
    assert names_read("# only a comment\n") == []
