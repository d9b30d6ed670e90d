# Two commands on a bare machine with Python 3.11+, make and git: `make demo` and `make test`.
# What they need is installed inside this folder (scripts/setup.py); nothing is written elsewhere but the caches.

.DEFAULT_GOAL := help
.PHONY: help demo serve test contracts faults long bench setup setup-system lint fmt lock clean

# The first Python on PATH that is new enough; `make PYTHON=/path/to/python3.12 setup` takes another.
# Sought before our own folders come on PATH, and handed to any make below this one.
ifndef PYTHON
PYTHON := $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v "$$p"; break; }; done)
endif
export PYTHON
ifeq ($(strip $(PYTHON)),)
$(error No Python 3.11 or newer on PATH. Mend: install one (Debian, Ubuntu: apt-get install python3 python3-venv))
endif

NPM_FOUNDRY := $(CURDIR)/node_modules/@foundry-rs
export PATH := $(CURDIR)/.venv/bin:$(NPM_FOUNDRY)/anvil-linux-amd64/bin:$(NPM_FOUNDRY)/forge-linux-amd64/bin:$(PATH)

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: setup ## build and show three product chains under var/demo
	@.venv/bin/python -m scripts.demo
	@.venv/bin/python -m scripts.demo.pdfs
	@touch build/stamps/demo

serve: setup ## serve the demo's data on this machine, with one-time sign-in links
	@test -e var/demo -a -e build/stamps/demo || $(MAKE) --no-print-directory demo
	@.venv/bin/tierlight serve --home var/demo --with-chain --with-worker

test: setup setup-system ## run every check, as CI does
	@.venv/bin/python -m scripts.checks

contracts: setup ## prove the contracts: forge, brownie, halmos, slither, planted bugs, gas table
	@.venv/bin/python -m scripts.checks contracts

faults: setup setup-system ## run the long fault suite (25 minutes) and write docs/faults.md; FAULTS="rpc:sqlite --seed 7"
	@PYTHONPATH=tests:. .venv/bin/python -m faults $(FAULTS)

long: setup setup-system ## run the long campaigns (fuzz and random sequences); LONG="api-fuzz" for some of them
	@.venv/bin/python -m scripts.long $(LONG)

bench: setup ## measure and write the table
	@.venv/bin/python -m scripts.bench

setup: ## install what is needed inside this folder; safe to repeat
	@$(PYTHON) -m scripts.setup

setup-system: ## install Chromium, Postgres and fonts where allowed, else say what is skipped
	@$(PYTHON) -m scripts.setup_system

lint: setup ## format and lint checks alone
	@ruff check . && ruff format --check . && forge fmt --check && lint-imports && mypy

fmt: setup ## put Python and Solidity into their standard form
	@ruff check --fix-only . && ruff format . && forge fmt

lock: setup ## write requirements/*.lock anew from pyproject.toml
	@.venv/bin/python -m scripts.lock

clean: ## delete what setup and tests made; var/ stays, it holds data
	@rm -rf build node_modules .venv .venv-contracts .venv-security .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
