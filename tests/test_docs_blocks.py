"""The code, settings and data that the documents show are of the language that they are said to be."""

import ast
import json
import textwrap
import tomllib

import msgspec
import pytest
import yaml

from grader.course import Settings
from tests.documents import DOCUMENTS, ROOT, Block, blocks

KNOWN = {"", "bash", "console", "csv", "json", "markdown", "python", "text", "toml", "yaml"}
BLOCKS = [block for page in DOCUMENTS for block in blocks(page)]


def name_of(block: Block) -> str:
    return f"{block.path.relative_to(ROOT)}-{block.line}"


def of(language: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "block", [block for block in BLOCKS if block.language == language], ids=name_of
    )


@of("python")
def test_python_parses(block: Block) -> None:
    ast.parse(textwrap.dedent(block.text))


@of("json")
def test_json_parses(block: Block) -> None:
    json.loads(block.text)


@of("yaml")
def test_yaml_parses(block: Block) -> None:
    yaml.safe_load(block.text)


@of("toml")
def test_toml_is_settings_that_an_assignment_may_have_or_a_waiver(block: Block) -> None:
    found = tomllib.loads(block.text)
    if "waiver" not in found:
        msgspec.convert({"title": "any", **found}, Settings)


def test_a_block_is_of_a_language_that_is_looked_at() -> None:
    assert not {block.language for block in BLOCKS} - KNOWN
