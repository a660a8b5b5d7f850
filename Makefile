# Each target sets up all that it needs in .venv: Python 3.11 or newer and git are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint lock bench clean

demo: $(VENV)/.hub
	@$(BIN)/slipway demo $(ARGS)

test: $(VENV)/.dev lint
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/slipway validate

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.hub: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[hub]'
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.hub

bench: $(VENV)/.dev
	@$(BIN)/python -m bench.audit $(ARGS)

lock: $(VENV)/.dev
	$(BIN)/python requirements/lock.py

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
