# The doors of the project: `make run` and `make test` work from a fresh clone.
HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?= python3
export HOST PORT PYTHON

.DEFAULT_GOAL := help
.PHONY: help install run test check bench lock

help: ## show this list
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1\t/p' Makefile

install: ## .venv, the locked packages and missing system libraries
	@bash scripts/install.sh

run: install ## the office with a demo community on http://127.0.0.1:8000/ (HOST=, PORT=)
	@bash scripts/run.sh

test: install ## the whole suite on SQLite and on PostgreSQL (ARGS="-k notice")
	@bash scripts/test.sh $(ARGS)

check: install ## style, templates, types, migrations and the deployment check
	@bash scripts/check.sh

bench: install ## the benchmarks: paper, then a month on SQLite and on PostgreSQL
	@bash scripts/bench.sh

lock: install ## write both lock files anew from pyproject.toml
	@bash scripts/lock.sh
