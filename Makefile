# Two commands on a fresh machine: `make demo` and `make test`. Both make the virtual environment they need.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint release clean

demo: $(VENV)/.installed
	$(BIN)/grader demo

test: $(VENV)/.developer lint
	$(BIN)/pytest -n 2 --cov=grader.wire --cov-branch --cov-report= --cov-fail-under=100 tests/test_wire_*.py
	$(BIN)/pytest -n 2 --ignore-glob='tests/test_wire_*.py'

lint: $(VENV)/.developer
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

release: $(VENV)/.installed
	$(BIN)/grader release

$(VENV)/.installed: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.developer: $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check "distributed>=2024.8" "hypothesis>=6.100" "jsonschema>=4.18" "jupytext>=1.16" \
		"mypy>=1.13" "playwright>=1.49" "psycopg[binary]>=3.1" "pytest-cov>=5" "pytest-xdist>=3.6" "pyyaml>=6" "ruff>=0.8"
	touch $@

clean:
	rm -rf $(VENV) build
