# The one door. Every target is explained by `make help`; what needs more than five lines is in tools/.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
export DJANGO_SETTINGS_MODULE := commonweave.site.settings
PYTEST := $(BIN)/python -m pytest
BENCHES := $(subst /,.,$(patsubst %.py,%,$(shell grep -ls __main__ benchmarks/*.py)))
KERNELS := $(shell find src -name '*.pyx' -o -name '*.pxd')
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml requirements/build.in

.DEFAULT_GOAL := help
.PHONY: help demo test test-all check format-check lint types contracts migrations messages docs docs-complete dev postgres bench lock format clean

help: ## Say what each target does
	@echo "make TARGET, where TARGET is one of:"
	@sed -nE 's/^([a-z-]+):.*## (.*)/  \1	\2/p' Makefile | expand -t 18

demo: $(VENV)/.base ## Fill a fictional province and serve it (ARGS="--port 8001" passes options on)
	@DATABASE_URL= COMMONWEAVE_DATA=$${COMMONWEAVE_DATA:-var/demo} $(BIN)/commonweave demo $(ARGS)

test: $(VENV)/.dev ## Run the fast tests: on SQLite, or on the database that DATABASE_URL names
	$(PYTEST) -n auto -m "not long and not browser" $(ARGS)

test-all: $(VENV)/.dev ## Run every test, browser and long ones too, then again on PostgreSQL where one answers
	$(PYTEST) -n auto $(ARGS)
	$(BIN)/python tools/on_postgres.py $(PYTEST) -n auto -m "not browser" $(ARGS)

check: $(VENV)/.dev ## Check form, types, contracts, migrations, translations and docs; tell all that is wrong
	@$(MAKE) --keep-going --no-print-directory format-check lint types contracts migrations messages docs docs-complete

format-check: $(VENV)/.dev ## Check the layout of the code
	$(BIN)/ruff format --check src tests tools docs $(wildcard benchmarks)

lint: $(VENV)/.dev ## Check the code and the templates for mistakes
	$(BIN)/ruff check src tests tools docs $(wildcard benchmarks)
	$(BIN)/djlint --lint --quiet src

types: $(VENV)/.dev ## Check the types
	$(BIN)/mypy

contracts: $(VENV)/.dev ## Check who may import whom
	$(BIN)/lint-imports

migrations: $(VENV)/.dev ## Check that the migrations are in step with the models
	DATABASE_URL=sqlite://:memory: $(BIN)/python -m django makemigrations --check --dry-run

messages: $(VENV)/.dev ## Check that every message is translated
	$(BIN)/python tools/messages.py --check

docs: $(VENV)/.dev ## Build the documentation into docs/_build
	$(BIN)/sphinx-build -W --keep-going -n -q -b html docs docs/_build/html

docs-complete: $(VENV)/.dev ## Check that the documentation leaves nothing out and the house keeps its rules
	$(PYTEST) tests/docs tests/architecture

dev: $(VENV)/.dev ## Install what working on the code needs

postgres: $(VENV)/.postgres ## Install what PostgreSQL needs

bench: $(VENV)/.bench ## Measure, beside the peers; docs/benchmarks.md explains each figure
	@set -e; for part in $(BENCHES); do echo "python -m $$part"; $(BIN)/python -m $$part $(ARGS); done

lock: $(VENV)/.dev ## Pin the newest allowed versions, with hashes and without any registry's address
	$(BIN)/$(LOCK) --output-file requirements/base.txt --upgrade
	$(BIN)/$(LOCK) --extra postgres --output-file requirements/postgres.txt --constraint requirements/base.txt --upgrade
	$(BIN)/$(LOCK) --extra spark --output-file requirements/spark.txt --constraint requirements/base.txt --upgrade
	$(BIN)/$(LOCK) --extra dev --output-file requirements/dev.txt --constraint requirements/base.txt --upgrade
	$(BIN)/$(LOCK) --extra dev --extra bench --output-file requirements/bench.txt --constraint requirements/dev.txt --upgrade

format: $(VENV)/.dev ## Lay the code out
	$(BIN)/ruff format src tests tools docs $(wildcard benchmarks)
	$(BIN)/ruff check --fix src tests tools docs $(wildcard benchmarks)

clean: ## Remove the environment and everything built; the data in var/ stay
	rm -rf $(VENV) build dist docs/_build .mypy_cache .ruff_cache .import_linter_cache

$(VENV)/.%: requirements/%.txt pyproject.toml tools/environment $(KERNELS)
	@tools/environment $(VENV) $<
	@touch $@
