# Everything that is done to Rollcall from a shell. `make` alone lists the targets.

PYTHON ?= python3
NPM ?= npm
BIN := .venv/bin/python
INSTALL := $(BIN) -m pip install --quiet --disable-pip-version-check --require-hashes
COMPILE := $(BIN) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make requirements'
EXPLORER := $(wildcard explorer/*.html explorer/*.json explorer/*.ts explorer/src/* docs/operations/*)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check format explorer sdl docs migrate bench requirements

help: ## List the targets (this is what `make` alone does)
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

# The shell stays alive on Ctrl-C (`trap :`), so that a server which stopped as asked is no error.
run: .venv/.run ## Serve on http://127.0.0.1:8000 with SQLite in var/; Ctrl-C stops
	@! command -v $(firstword $(NPM)) > /dev/null || $(MAKE) --no-print-directory explorer || \
		echo 'The explorer could not be built; the server starts all the same.'
	@trap : INT; $(BIN) main.py serve || [ $$? -eq 130 ]

test: .venv/.dev ## Run every test, on SQLite and on a PostgreSQL of its own, with the coverage gate
	@$(BIN) -m pytest -n 2 --dist worksteal --cov --cov-report=term

check: .venv/.dev ## Lint, formatting, types, the import order and the SDL; changes nothing
	@$(BIN) -m ruff check --quiet
	@$(BIN) -m ruff format --check --quiet || { echo 'Run `make format`.'; exit 1; }
	@$(BIN) -m mypy
	@$(BIN) -m pytest --quiet tests/test_layers.py
	@$(BIN) main.py schema | diff -u schema/schema.graphql - || \
		{ echo 'schema/schema.graphql is not what the code says: run `make sdl`.'; exit 1; }
	@$(BIN) -m tests.tools.breaking
	@$(BIN) -m tests.tools.pages --check

format: .venv/.dev ## Format the code and mend what the linter can mend by itself
	@$(BIN) -m ruff check --fix --quiet
	@$(BIN) -m ruff format --quiet

explorer: explorer/dist/index.html ## Build the page that browsers get at /graphql; needs npm
	@:

sdl: .venv/.run ## Write schema/schema.graphql from the code
	@mkdir -p var
	@$(BIN) main.py schema > var/schema.graphql
	@mv var/schema.graphql schema/schema.graphql

docs: .venv/.run ## Write docs/api.md from the SDL, and the programs in docs/clients.md
	@$(BIN) -m tests.tools.pages

migrate: .venv/.run ## Bring the database of ROLLCALL_DATABASE_URL up to date
	@$(BIN) main.py migrate

# For example `make bench ARGS='--part ratios --database sqlite'`; ARGS=--help lists the options.
bench: .venv/.dev ## Measure speed against a bare handler, a quarter of an hour; needs Linux and wrk
	@$(BIN) -m benchmarks $(ARGS)

requirements: .venv/.dev ## Compile both requirements files anew from pyproject.toml, newest versions
	@$(COMPILE) --upgrade pyproject.toml --output-file requirements.txt
	@$(COMPILE) --upgrade pyproject.toml --group dev --constraint requirements.txt \
		--output-file requirements-dev.txt

# In a folder of its own first, so that a build that fails or is broken off leaves the last one.
explorer/dist/index.html: $(EXPLORER)
	@echo 'Building the explorer with npm ...'
	@cd explorer && if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then \
		$(NPM) ci > /dev/null; fi
	@cd explorer && $(NPM) run --silent build -- --outDir dist.new && rm -rf dist && mv dist.new dist

# The stamps stand for what is installed: a change of the requirements installs again.
.venv/.run: requirements.txt
	@$(call prepare,to run)
	@$(INSTALL) -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt
	@$(call prepare,to develop and test)
	@$(INSTALL) -r requirements-dev.txt
	@touch $@ .venv/.run

define prepare
command -v '$(PYTHON)' > /dev/null || { \
	echo 'Rollcall needs Python 3.11 or later, but there is no $(PYTHON).'; exit 1; }; \
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	echo 'Rollcall needs Python 3.11 or later, but $(PYTHON) is older: make PYTHON=python3.12 ...'; \
	exit 1; }; \
$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || { \
	echo 'Python lacks its module venv; on Debian it is in the package python3-venv.'; exit 1; }; \
echo 'Installing into .venv what is needed $(1) ...'; \
$(PYTHON) -m venv .venv
endef
