# The commands of Kretslopp; CONTRIBUTING.md tells when to use which.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

SYSTEM_PYTHON ?= python3.11
PYTHON := .venv/bin/python
UV := UV_CACHE_DIR=.venv/cache UV_SYSTEM_CERTS=1 .venv/bin/uv
PORT ?= 8000
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
PYTEST := $(PYTHON) -m pytest
export PORT CHROMIUM
# Hundreds of tests and commands start Python: compiled modules are kept whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE

LOCKS := bootstrap.lock pyproject.toml

.PHONY: help setup run test test-unit test-postgres test-browser test-long lint fmt bench docs build lock backup restore

help:
	@echo "make run            install, load the demo, serve on PORT (default 8000)"
	@echo "make test           every test, on SQLite, PostgreSQL and in a browser"
	@echo "make lint           every linter"
	@echo "make fmt            format the code"
	@echo "make bench          speed as ratios, on SQLite and PostgreSQL"
	@echo "make docs           the list of settings and addresses, checked against the code"
	@echo "More: setup, test-unit, test-postgres, test-browser, test-long, build, lock, backup, restore FILE=..."

.venv/bin/uv: bootstrap.lock
	$(SYSTEM_PYTHON) -m venv --clear .venv
	.venv/bin/pip install --quiet --no-cache-dir --disable-pip-version-check --require-hashes -r bootstrap.lock

# What `make run` needs; the stamp makes a second start quick.
.venv/.for-running: .venv/bin/uv requirements.lock $(LOCKS)
	$(UV) pip sync --quiet --python $(PYTHON) --require-hashes bootstrap.lock requirements.lock
	$(UV) pip install --quiet --python $(PYTHON) --no-deps --no-build-isolation --editable .
	rm -f .venv/.for-testing
	touch $@

# The tools of tests and linters as well; enough for running too.
.venv/.for-testing: .venv/bin/uv requirements-test.lock requirements.lock $(LOCKS)
	$(UV) pip sync --quiet --python $(PYTHON) --require-hashes bootstrap.lock requirements-test.lock
	$(UV) pip install --quiet --python $(PYTHON) --no-deps --no-build-isolation --editable .
	touch .venv/.for-running $@

setup: .venv/.for-testing

run: .venv/.for-running
	@exec $(PYTHON) tools/run.py

test: test-unit test-postgres test-browser

test-unit: .venv/.for-testing
	$(PYTEST) -n auto --dist worksteal -m "not e2e and not long"

test-postgres: .venv/.for-testing
	$(PYTHON) tools/with_postgres.py $(PYTEST) -n auto --dist worksteal -m "postgres and not long"

test-browser: .venv/.for-testing
	@test -x "$(CHROMIUM)" || { echo "The browser tests need Chromium: install it with 'apt-get install chromium', or set CHROMIUM to its path."; exit 1; }
	$(PYTEST) -n auto --dist worksteal -m "e2e and not long"

test-long: .venv/.for-testing
	$(PYTEST) -m long
	$(PYTHON) tools/with_postgres.py $(PYTEST) -m "long and postgres"

lint: .venv/.for-testing
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/djlint --quiet --lint templates
	.venv/bin/lint-imports
	$(PYTHON) manage.py makemigrations --check --dry-run
	$(PYTHON) tools/translations.py check
	.venv/bin/mypy

fmt: .venv/.for-testing
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

bench: .venv/.for-testing
	$(PYTHON) -m bench

docs: .venv/.for-testing
	$(PYTEST) tests/config/test_docs.py

build: .venv/.for-testing
	$(PYTHON) tools/translations.py compile
	$(PYTHON) -m hatchling build

lock: .venv/bin/uv
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 bootstrap.in -o bootstrap.lock
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml -o requirements.lock
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --extra test --constraint requirements.lock pyproject.toml -o requirements-test.lock

backup: .venv/.for-running
	$(PYTHON) manage.py backup $(FILE)

restore: .venv/.for-running
	@test -n "$(FILE)" || { echo "Say which: make restore FILE=var/backups/NAME.tar.gz"; exit 1; }
	$(PYTHON) manage.py restore $(FILE)
