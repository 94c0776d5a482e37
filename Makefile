# Every target is one command; what it does is in tools/ and in `pncrecruit --help`.

PYTHON ?= python3
BIN := .venv/bin
# How many workers the tests get, and which tests: make test TESTS=tests/access
WORKERS ?= auto
TESTS ?=

# Where the machine forbids it, every start would compile a thousand modules anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install setup browser run test proof check format bench audit catalogue lock

help: ## What there is
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 18

install: ## The environment that the product needs
	@$(PYTHON) tools/setup.py product

setup: ## The environment, with what tests and checks need
	@$(PYTHON) tools/setup.py everything

run: install ## The product with demo data, at http://127.0.0.1:5000
	@$(BIN)/python -m tools.run

browser: setup
	@$(BIN)/python -m tools.browser

test: browser ## All tests, on SQLite, PostgreSQL and in a browser
	@$(BIN)/pytest -n $(WORKERS) --dist loadscope $(TESTS)

proof: browser ## The same tests with full counts; writes docs/proof.md
	@$(BIN)/python -m tools.proof

check: setup ## Format, lint, types, layers, templates, translations
	@$(BIN)/python -m tools.check

format: setup ## Lay out the code as the checks want it
	@$(BIN)/python -m tools.check --fix

bench: setup ## Times of pages, moves and imports, each beside its limit
	@$(BIN)/python -m benchmarks

audit: setup ## Ask an advisory service about the packages in the lock
	@$(BIN)/python -m tools.audit

catalogue: setup ## Bring the translations up to date with the code
	@$(BIN)/python -m tools.catalogue update

lock: setup ## Choose the packages' versions anew
	@$(BIN)/python -m tools.lock
