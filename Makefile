# One word each; `make help` prints them. Everything is installed into .venv, nothing elsewhere.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
# make test NO_BROWSER=1 leaves the real-browser tests out, and says so.
NO_BROWSER ?=
# make test ENGINE=postgresql runs them all on a real PostgreSQL; else those of the store run on both.
ENGINE ?=

.DEFAULT_GOAL := help
.PHONY: help install run demo test check fix bench drills pictures lock licences sbom bundle vulnerabilities clean
# Nothing is installed that is not the very file whose hash is pinned, and nothing is built here.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:
# make lock NEWER="pandas plotly" takes the newest of some packages, NEWER=--all-newer of all.
NEWER ?=

help: ## print this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 17

install: $(VENV)/.run ## set up what running needs

$(VENV)/.run: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version) if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) -r requirements.txt
	touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	$(PIP) -r requirements-dev.txt
	touch $@

run: $(VENV)/.run ## open the office's dashboard on http://localhost:8501
	$(BIN)/streamlit run server.py --server.port $(PORT)

demo: $(VENV)/.run ## the same with made-up values in a database of its own
	YUXI_DATABASE=var/demo.duckdb YUXI_KIND=demo $(BIN)/python -m lib.demo
	YUXI_DATABASE=var/demo.duckdb YUXI_KIND=demo $(BIN)/streamlit run server.py --server.port $(PORT)

test: $(VENV)/.dev ## every test: units, properties, pages, a real browser
	NO_BROWSER=$(NO_BROWSER) $(BIN)/python -m tests.browser
	NO_BROWSER=$(NO_BROWSER) ENGINE=$(ENGINE) $(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder

check: $(VENV)/.dev ## format, lint, types, then every test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright
	$(MAKE) test

fix: $(VENV)/.dev ## let the formatter and the linter mend what they can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev ## measure beside the floor; minutes, not part of the tests
	$(BIN)/python -m benchmarks

drills: $(VENV)/.dev ## kill it, fill its disk, guess its passwords: what must hold; minutes
	$(BIN)/python -m drills

pictures: $(VENV)/.dev ## every page in both languages into docs/pictures
	$(BIN)/python -m tests.browser
	$(BIN)/python -m tests.pictures

lock: $(VENV)/.dev ## write the pins and hashes from requirements*.in; needs a network
	$(BIN)/python -m supply lock $(NEWER)

licences: $(VENV)/.dev ## write docs/licences.md from what is installed
	$(BIN)/python -m supply licences

sbom: $(VENV)/.dev ## list every part in dist/sbom.cdx.json
	$(BIN)/python -m supply sbom

bundle: $(VENV)/.dev ## one archive that installs without a network, in dist
	$(BIN)/python -m supply bundle

vulnerabilities: $(VENV)/.dev ## ask for known vulnerabilities; says NOT ASKED where nobody answers
	$(BIN)/python -m supply vulnerabilities

clean: ## remove the environment; databases stay
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis
