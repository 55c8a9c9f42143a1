# brokernotes. A bare `make` is the developer's loop; every target sets up what it needs on a machine with Python 3.11+, git
# and make.
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
RUN := $(UV) run --frozen
TESTS ?= -n auto --dist loadgroup

.DEFAULT_GOAL := check
.PHONY: check setup run report test lint types format schemas docs bench scale rooms mutants fuzz clean

check: format lint types test

.uv/bin/uv:
	PIP_ROOT_USER_ACTION=ignore $(PYTHON) -m pip install --quiet --disable-pip-version-check --target .uv "uv>=0.9" \
	|| ($(PYTHON) -m venv .uv && .uv/bin/pip install --quiet "uv>=0.9")

setup: $(if $(filter .uv/bin/uv,$(UV)),.uv/bin/uv)
	@$(UV) sync --frozen --quiet

run: setup  ## read the notes of raw/ into extracted/; contradictions are printed, and are no failure of make
	$(RUN) brokernotes run raw --out extracted || [ $$? -eq 1 ]

report: setup  ## pages, index and workbook of extracted/ (a run writes them too, for up to a hundred notes)
	$(RUN) brokernotes report --out extracted

test: setup
	$(RUN) pytest $(TESTS)

lint: setup
	$(RUN) ruff check .
	$(RUN) ruff format --check .

types: setup
	$(RUN) mypy

format: setup
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

schemas: setup  ## JSON Schemas and structural suites from the row types
	$(RUN) brokernotes schemas schemas

docs: setup  ## the reference pages from the code
	$(RUN) python docs/reference.py

bench: setup  ## this project beside what people would use instead, into docs/benchmarks.md; ARGS="--only text pdf --runs 5"
	$(RUN) python -m bench.all $(ARGS)

scale: setup  ## a run by the number of notes, 100 to 10,000, and a second run; ARGS="--folders FOLDER … --sizes 100 1000"
	$(RUN) python -m bench.all --only scale $(ARGS)

rooms: setup  ## what each room costs for each note; NOTES="FILE …"
	$(RUN) python tests/bench/rooms.py $(NOTES)

mutants: setup  ## figure mutation score of the checks on made notes; ARGS="--notes 200 --perfect"; then on a printed NOTE, where there is one
	$(RUN) python -m bench.mutants.score $(ARGS)
	$(RUN) python -m bench.mutants.printed $(NOTE) --every 8

fuzz: setup  ## changed files through every reader; ARGS="--inputs 100000 --line 20 FOLDER"
	$(RUN) python -m bench.fuzz.run $(ARGS)

clean:
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist site
	find extracted -mindepth 1 ! -name .gitignore -delete
