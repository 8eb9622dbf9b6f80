# Everything needs only python3 (3.11 or newer) and make; the rest is installed into .venv, hashes checked.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help

help: ## Show these targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /|/' | awk -F'|' '{printf "  make %-8s %s\n", $$1, $$2}'

.venv/pyvenv.cfg:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Troupe needs Python 3.11 or newer.")'
	$(PYTHON) -m venv .venv

.venv/installed: .venv/pyvenv.cfg requirements.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

setup: .venv/installed-dev ## Install everything, for playing and for developing

play: .venv/installed ## Open a local Discord with simulated people in your browser
	$(BIN)/troupe play $(ARGS)

# Tests start many processes of their own; each would compile all modules anew where Python may not write them down.
test: export PYTHONDONTWRITEBYTECODE =
test: .venv/installed-dev ## Run all tests
	$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

static: .venv/installed-dev ## Format, lint, types, import directions
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports

check: static test ## The gate: static, then test

bench: .venv/installed-dev ## Measure the claims of the README
	$(BIN)/python -m benchmarks

lock: ## Write the requirements files anew from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
	  --all-extras --group build pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
	  --all-extras --group dev pyproject.toml -o requirements-dev.txt

.PHONY: help setup play test static check bench lock
