# Everything that people and machines do with a checkout. `make` alone lists it.
SHELL = bash
.SHELLFLAGS = -euo pipefail -c
.DELETE_ON_ERROR:
.PHONY: help run test bench mutants lint fmt lock catalogue rooms migration chromium clean

# Where a machine forbids Python to keep what it compiles, every start takes seconds longer.
unexport PYTHONDONTWRITEBYTECODE

BIN = .venv/bin

# The first Python on the PATH that is new enough and able to make a virtual environment.
PYTHON = $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
INSTALL = $(BIN)/pip install -qq --disable-pip-version-check --require-hashes
INSTALL_PROJECT = $(BIN)/pip install -qq --disable-pip-version-check \
	--no-build-isolation --no-deps --editable .
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --upgrade

help: ## list the targets
	@sed -En 's/^([a-z]+):.*## (.*)/make \1\t\2/p' Makefile | expand -t 18

run: .venv/run ## install what is missing and serve on http://127.0.0.1:8000 (PORT=9000)
	@exec $(BIN)/mediahub serve --with-demo

test: lint chromium ## install what is missing and run every check and test
	$(BIN)/python infra/check-wheel
	$(BIN)/pytest --numprocesses 2 --dist worksteal

bench: .venv/test ## the table of benchmarks
	$(BIN)/python -m tests.bench

mutants: .venv/test ## break the modules that trust rests on, and see that tests notice
	$(BIN)/python -m tests.mutants

lint: .venv/test ## style, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

fmt: .venv/test ## put the code in shape
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format

lock: .venv/test ## pin the newest versions that pyproject.toml allows
	$(COMPILE) pyproject.toml --output-file infra/requirements.lock
	$(COMPILE) --constraint infra/requirements.lock --group build \
		--output-file infra/requirements-build.lock
	$(COMPILE) --constraint infra/requirements.lock --group test pyproject.toml \
		--output-file infra/requirements-test.lock

catalogue: .venv/test ## bring new sentences into the Swedish catalogue
	$(BIN)/python -m tests.catalogue

rooms: .venv/test ## draw infra/pictures/rooms.svg anew
	$(BIN)/python infra/draw-rooms infra/pictures/rooms.svg

migration: .venv/test ## write a migration for changed models (NAME="add a column")
	$(BIN)/mediahub init
	$(BIN)/alembic revision --autogenerate --message "$(NAME)"

chromium:
	@command -v chromium >/dev/null || infra/install-chromium

clean: ## remove what was installed and built; the data stays
	rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/pip:
	@[ -n "$(PYTHON)" ] || { echo "MediaHub needs Python 3.11 or newer, with its venv module" \
		"(on Debian: apt-get install python3-venv). None was found on the PATH." >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run: .venv/bin/pip infra/requirements.lock infra/requirements-build.lock pyproject.toml
	$(INSTALL) -r infra/requirements.lock -r infra/requirements-build.lock
	$(INSTALL_PROJECT)
	@touch $@

.venv/test: .venv/bin/pip infra/requirements-test.lock pyproject.toml
	$(INSTALL) -r infra/requirements-test.lock
	$(INSTALL_PROJECT)
	@touch $@ .venv/run
