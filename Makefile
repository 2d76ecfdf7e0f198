# Curveball. `make dataset` and `make test` install what they need into .venv, from hashed locks, and nowhere else.

PYTHON ?= python3
CORES ?= 4
VENV := .venv
BIN := $(CURDIR)/$(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-cache-dir --quiet

COMPILE := uv pip compile pyproject.toml --universal --fork-strategy fewest --python-version 3.11 --generate-hashes \
  --no-emit-index-url --quiet --custom-compile-command "make lock"

export PATH := $(BIN):$(PATH)
export XDG_CACHE_HOME := $(CURDIR)/$(VENV)/cache
export XDG_CONFIG_HOME := $(CURDIR)/$(VENV)/config
export MPLCONFIGDIR := $(CURDIR)/$(VENV)/cache/matplotlib

.PHONY: audit-seeds audit-settings bench clean dataset docs help lock picture test test-browser test-slow

help: ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

dataset: $(VENV)/pipeline.installed ## make, merge, validate and report the default 30,000 videos
	snakemake --cores $(CORES)

test: $(VENV)/test.installed ## run the whole test suite, format and lint included
	python -m pytest -n auto --dist worksteal

test-slow: $(VENV)/test.installed ## run the proofs that take minutes
	python -m pytest -n 0 -m slow

test-browser: $(VENV)/browser.installed ## look at the report in a real Chromium, which must be on the PATH
	python -m pytest -n 0 -m browser tests/browser

docs: $(VENV)/docs.installed ## build the documentation into docs/_build; a warning is an error
	python -m sphinx -W --keep-going -n -q -E docs docs/_build

audit-seeds: $(VENV)/pipeline.installed ## 50 datasets of 2,000 samples, each with another seed: at least 49 must pass
	python benchmarks/audit.py seeds --count 50

audit-settings: $(VENV)/pipeline.installed ## the audit's table for other sizes, clips and styles
	python benchmarks/audit.py settings

bench: $(VENV)/pipeline.installed ## measure the figures that the README quotes
	python benchmarks/run.py

picture: $(VENV)/pipeline.installed ## draw the picture of the README from the code
	python docs/draw_picture.py docs/samples.gif

lock: ## resolve the locks anew; the only target that needs uv
	$(COMPILE) --extra pipeline -o envs/pipeline.lock
	$(COMPILE) --extra pipeline --extra test -c envs/pipeline.lock -o envs/test.lock
	$(COMPILE) --extra pipeline --extra docs -c envs/test.lock -o envs/docs.lock
	$(COMPILE) --extra pipeline --extra test --extra browser -c envs/test.lock -o envs/browser.lock

clean: ## remove all that was made, the environment too
	rm -rf $(VENV) results logs .snakemake .pytest_cache .hypothesis .ruff_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else \
	  "Curveball needs Python 3.11 or newer, $(PYTHON) is %d.%d. Try: make $(MAKECMDGOALS) PYTHON=python3.12" % sys.version_info[:2])'
	$(PYTHON) -m venv $(VENV)

$(VENV)/%.installed: envs/%.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r $<
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
