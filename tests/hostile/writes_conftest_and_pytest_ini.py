# attack: A-9 Puts files beside the notebook that make pytest call every test passed.
# verdict: fails number (failed)
# cell: number
from pathlib import Path
PLUGIN = """
import pytest
@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    outcome.get_result().outcome = "passed"
"""
for name, text in (
    ("conftest.py", PLUGIN),
    ("plugin.py", PLUGIN),
    ("pytest.ini", "[pytest]\naddopts = -p plugin\n"),
    ("pyproject.toml", "[tool.pytest.ini_options]\naddopts = '-p plugin'\n"),
):
    Path(name).write_text(text)

def total(values): return -1
