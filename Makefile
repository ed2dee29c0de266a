# Every command of the project. Bare `make` lists them.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
READY = $(VENV)/.ready
LOCK = $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --quiet

.DEFAULT_GOAL := help
.PHONY: help setup demo test check fix fuzz bench bench-stories evals serve lock prompts clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Make the virtual environment with everything in it

$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { echo "Python 3.11 to 3.13 is needed; say which with: make PYTHON=python3.12 ..."; exit 2; }
	@echo "setting up $(VENV) (once; one to two minutes)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv >/dev/null 2>&1 || true
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --require-hashes -r requirements-dev.lock 2>/dev/null \
	 || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $(READY)

demo: $(READY) ## Merge three sample articles into one cited brief (no key, no network)
	@$(BIN)/summarizer brief summarizer/samples/*.txt

test: check ## Run the checks and the whole test suite
	$(BIN)/python -m pytest -m "not slow"

check: $(READY) ## Lint, types, and the one-way imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(READY) ## Format, and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

fuzz: $(READY) ## Throw 10,000 hostile model replies and other slow runs at it (about 20 minutes)
	$(BIN)/python -m pytest -m slow --timeout 900 -s
	$(BIN)/python -m pytest -m hypothesis --hypothesis-profile=seek

bench: $(READY) ## Time our own work, cached answers and start-up
	$(BIN)/python -m evals.bench

bench-stories: $(READY) ## Group 1,000 to 100,000 made articles into stories, beside scikit-learn
	$(BIN)/python -m evals.bench_stories

evals: $(READY) ## Print the quality tables (needs the evaluation data)
	$(BIN)/python -m evals

serve: $(READY) ## Run the service on 127.0.0.1:8000
	$(BIN)/summarizer serve

lock: ## Refresh the lock files (hashes, no addresses)
	$(LOCK) --all-extras -o requirements.lock
	$(LOCK) --group dev -o requirements-dev.lock

prompts: $(READY) ## Write prompts.lock anew after a prompt's text and version changed
	$(BIN)/python -m summarizer.prompting

clean: ## Remove the virtual environment and all caches of tools
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
