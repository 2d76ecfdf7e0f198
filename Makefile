# Curveball. Every target installs what it needs into .venv, from hashed locks, and nowhere else.

PYTHON ?= python3
CORES ?= 4
FAULTS_SEED ?= 1
FAULTS_COUNT ?= 0
SCALE_VIDEOS ?= 300000
CLUSTER_LIMIT_S ?= 600
# Which PyTorch test-ecosystem and examples install: it is not in a lock, since each machine needs another build of it.
TORCH ?= torch==2.13.0
# Recipes name no folder above this one: its path may contain spaces, quotes or dollar signs, which a shell would interpret,
# and which the first line of installed scripts cannot contain.
VENV := .venv
CLUSTER := $(VENV)/cluster
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check --no-cache-dir --quiet

COMPILE := uv pip compile pyproject.toml --universal --fork-strategy fewest --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-strip-extras --quiet --custom-compile-command "make lock"

export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export XDG_CACHE_HOME := $(CURDIR)/$(VENV)/cache
export XDG_CONFIG_HOME := $(CURDIR)/$(VENV)/config
export MPLCONFIGDIR := $(CURDIR)/$(VENV)/cache/matplotlib

.PHONY: audit-reference audit-seeds audit-settings bench clean coverage dataset docs examples faults guard help lock picture test test-browser test-cluster test-ecosystem test-portability test-scale test-slow

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

dataset: $(VENV)/pipeline.installed ## generate, merge, validate and report the default 30,000 videos
	python -m snakemake --cores $(CORES)

test: $(VENV)/test.installed ## run the test suite, format and lint included
	python -m pytest -n auto --dist worksteal

coverage: $(VENV)/test.installed ## measure the branch coverage of the library in the test suite
	python -m pytest -n auto --dist worksteal --cov

test-slow: $(VENV)/test.installed ## run the tests that take minutes
	python -m pytest -n auto -m slow

test-scale: $(VENV)/test.installed ## test 300,000 videos, or SCALE_VIDEOS of them: time, memory, planning
	SCALE_VIDEOS=$(SCALE_VIDEOS) python -m pytest -n 0 -s -m scale tests/scale

test-browser: $(VENV)/browser.installed ## test the report in a real browser; needs chromium on the PATH
	python -m pytest -n 0 -m browser tests/browser

test-cluster: $(CLUSTER)/installed ## test on a SLURM cluster that is started on this machine; needs SLURM and root
	timeout --foreground --kill-after 30 $(CLUSTER_LIMIT_S) $(CLUSTER)/bin/python -m pytest -n 0 -m cluster tests/cluster

test-ecosystem: $(VENV)/ecosystem.installed ## test with PyTorch, Hugging Face, polars and DuckDB
	python -m pytest -n 0 -m ecosystem tests/ecosystem

test-portability: $(VENV)/test.installed ## compare the golden fingerprint across Pythons, libraries and CPUs; takes minutes
	python -m pytest -n 0 -m portability tests/portability

examples: $(VENV)/ecosystem.installed ## train the models of examples/ on the default dataset, and print their tables; takes minutes
	python -m snakemake --cores $(CORES)
	python examples/train_classifier.py
	python examples/predict_3d.py

faults: $(VENV)/test.installed ## inject hundreds of faults: kills, damages, full disks, configurations, crafted files
	python -m pytest -n auto --dist worksteal -m faults --faults-seed $(FAULTS_SEED) --faults-count $(FAULTS_COUNT) tests/faults

docs: $(VENV)/docs.installed ## build the documentation into docs/_build; warnings are errors
	python -m sphinx -W --keep-going -n -q -E docs docs/_build

audit-seeds: $(VENV)/pipeline.installed ## audit 50 datasets of 2,000 samples with different seeds; at least 49 must pass
	python benchmarks/audit.py seeds --count 50

audit-settings: $(VENV)/pipeline.installed ## audit other sizes, lengths and styles, and print a table
	python benchmarks/audit.py settings

audit-reference: $(VENV)/ecosystem.installed ## compare the classifiers of the audit with much stronger ones; takes an hour
	python -m snakemake --cores $(CORES)
	python benchmarks/audit_reference.py results/dataset --networks

bench: $(VENV)/pipeline.installed $(VENV)/alternatives/installed ## measure all speeds, beside alternatives and limits; takes an hour
	python -m benchmarks.run
	python docs/write_generated.py

guard: $(VENV)/pipeline.installed ## fail if a stage is 10 % slower than in the commit of benchmarks/baseline.txt
	python -m benchmarks.guard

picture: $(VENV)/pipeline.installed ## draw the image of the README
	python docs/draw_picture.py docs/samples.gif

lock: ## resolve the locks again; the only target that needs uv
	$(COMPILE) --extra pipeline -o envs/pipeline.lock
	$(COMPILE) --extra pipeline --extra test -c envs/pipeline.lock -o envs/test.lock
	$(COMPILE) --extra pipeline --extra docs -c envs/test.lock -o envs/docs.lock
	$(COMPILE) --extra pipeline --extra test --extra browser -c envs/test.lock -o envs/browser.lock
	$(COMPILE) --extra pipeline --extra test --extra cluster -c envs/test.lock -o envs/cluster.lock
	$(COMPILE) --extra alternatives --overrides envs/alternatives.overrides.txt -o envs/alternatives.lock
	$(COMPILE) --extra pipeline --extra test --extra ecosystem -c envs/test.lock -o envs/ecosystem.lock

clean: ## remove everything that was generated, including the environment
	rm -rf $(VENV) results logs docs/_build .snakemake .pytest_cache .faults .portability .hypothesis .ruff_cache .mypy_cache .import_linter_cache .coverage*

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else \
	  "Curveball needs Python 3.11 or newer, $(PYTHON) is %d.%d. Try: make $(MAKECMDGOALS) PYTHON=python3.12" % sys.version_info[:2])'
	$(PYTHON) -m venv $(VENV)

$(VENV)/%.installed: envs/%.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing locked packages into $(VENV) (about a minute)"
	$(PIP) install --require-hashes -r $<
	$(PIP) install --no-deps --no-build-isolation --editable .
	@if [ $* = ecosystem ]; then $(PIP) install "$(TORCH)"; fi
	@# mypy reads the types of all packages once, here; the suite then checks only what changed.
	@if [ $* = test ]; then $(VENV)/bin/python -m mypy > /dev/null || true; fi
	@touch $@

# The libraries of benchmarks/alternatives: an environment of their own, so that they change nothing that is measured.
ALTERNATIVES_PIP := $(VENV)/alternatives/bin/python -m pip --disable-pip-version-check --no-cache-dir --quiet
$(VENV)/alternatives/installed: envs/alternatives.lock | $(VENV)/bin/python
	@echo "Installing the alternatives into $(VENV)/alternatives (some minutes)"
	$(PYTHON) -m venv $(VENV)/alternatives
	$(ALTERNATIVES_PIP) install "$(TORCH)" torchvision
	$(ALTERNATIVES_PIP) install --no-deps --require-hashes -r $<
	@touch $@

# Snakemake imports every plugin at every start. So the one for SLURM has an environment of its own, on top of the other.
$(CLUSTER)/installed: envs/cluster.lock $(VENV)/test.installed
	$(VENV)/bin/python -m venv --without-pip $(CLUSTER)
	echo "import pathlib, site, sys; base = pathlib.Path(sys.prefix).parent.glob('lib/python*/site-packages');" \
	  "list(map(site.addsitedir, map(str, base)))" > $$(ls -d $(CLUSTER)/lib/python*/site-packages)/base.pth
	$(PIP) --python $(CLUSTER)/bin/python install --require-hashes -r $<
	@touch $@
