# What a person runs. `make help` lists it; every target sets up what it needs first.

Q ?= What are the classic areas of metastasis for neuroendocrine tumors?
DEMO ?= $(CURDIR)/demo-library
PORT ?= 8000
# The question as it was typed: neither make nor the shell may read anything into it.
export ASKED = $(value Q)

# A module is compiled once, not by every process that begins: an answer's first second, and a tenth of the tests.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
STARTER := $(shell find src/curbside/starter -name '*.md')

.DEFAULT_GOAL := help
.PHONY: help ask serve test lint format bench wheel lock clean

help: ## List what can be made.
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

ask: $(DEMO)/.ready ## Answer a question: make ask Q="…".
	@$(BIN)/curbside ask --library "$(DEMO)" -- "$$ASKED"

serve: $(DEMO)/.ready ## Serve pages and API on this machine: make serve PORT=8000.
	@$(BIN)/curbside serve --library "$(DEMO)" --port $(PORT)

# One process more than there are cores: some tests wait for the disk, a database or a browser.
test: $(READY) ## Run every test.
	@$(BIN)/python -m pytest -n $$(($$($(BIN)/python -c 'import os; print(os.cpu_count() or 1)') + 1)) --dist worksteal

lint: $(READY) ## Check style and types.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(READY) ## Put the code into its form.
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(READY) ## Measure speed and memory; prints what it ran on, and writes docs/benchmarks.md.
	@$(BIN)/python -m evaluation.speed --write docs/benchmarks.md

wheel: $(READY) ## Build the wheel into dist/.
	@$(BIN)/python -m build --wheel --no-isolation

lock: $(READY) ## Resolve the dependencies anew into requirements.lock.
	@./scripts/lock $(BIN)/python

clean: ## Remove the environment and the demonstration library.
	rm -rf $(VENV) "$(DEMO)" dist build

$(READY): requirements.lock pyproject.toml scripts/setup
	@./scripts/setup $(VENV)
	@touch $@

$(DEMO)/.ready: $(READY) $(STARTER)
	@echo "Making the demonstration library at $(DEMO) …" >&2
	@$(BIN)/curbside add --starter --library "$(DEMO)"
	@touch "$@"
