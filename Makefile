# brokernotes. A bare `make` is the developer's loop; `make run` and `make test` set up what they need on a bare machine
# with Python 3.11+, git and make.
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
RUN := $(UV) run --frozen

.DEFAULT_GOAL := check
.PHONY: check setup run test lint types format bench clean

check: format lint types test

.uv/bin/uv:
	$(PYTHON) -m venv .uv && .uv/bin/pip install -q "uv>=0.9"

setup: $(if $(findstring .uv,$(UV)),.uv/bin/uv)
	@$(UV) sync --frozen --quiet

run: setup
	$(RUN) brokernotes run raw --out extracted

test: setup
	$(RUN) pytest -n auto

lint: setup
	$(RUN) ruff check .
	$(RUN) ruff format --check .

types: setup
	$(RUN) mypy

format: setup
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

bench: setup
	$(RUN) python -m bench.line

clean:
	rm -rf .mypy_cache .ruff_cache .pytest_cache build dist site
	find extracted -mindepth 1 ! -name .gitignore -delete
