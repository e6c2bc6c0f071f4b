# Overlap. `make demo` shows it; `make site` starts one of your own. `make help` lists the rest.

PORT    ?= 8000
HOST    ?= 127.0.0.1
# The first interpreter that runs and is new enough: a version manager may leave names on the path that do not.
PYTHON  ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
             $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done || true)
THREADS ?= 8
VENV    := .venv
PY      := $(VENV)/bin/python
MANAGE  := $(PY) manage.py
VAR     ?= var
MIGRATIONS := $(wildcard */migrations/*.py site/website/*/migrations/*.py)
SERVE   = exec $(VENV)/bin/granian --interface wsgi --host $(HOST) --port $(PORT) --workers 1 \
          --blocking-threads $(THREADS) --working-dir site --log-level error website.embedded:application

export SITE_URL ?= http://localhost:$(PORT)

.PHONY: help setup demo site test coverage lint ci attacks oracles bench format pins
.DEFAULT_GOAL := help

help:
	@echo "make demo     install, fill with invented answers, serve on localhost:$(PORT) (PORT=… changes it)"
	@echo "make site     install, an empty site of your own, asks for its first admin"
	@echo "make setup    what make demo does before it serves"
	@echo "make test     the tests            make lint     style, types, templates, order of imports"
	@echo "make coverage every branch of surveys/logic"
	@echo "make attacks  the whole attacks  make bench    speeds of this machine"
	@echo "make oracles  every number of R's reference results (DIR=… for others than the shipped ones)"
	@echo "make format   lay out the code     make ci       all of it, on both databases"

$(VENV)/.made:
	@echo "[1/4] Making the Python environment in $(VENV)"
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and none was found. Name one: make PYTHON=/path/to/python demo"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Name another: make PYTHON=/path/to/python demo"; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.made requirements.txt constraints.txt
	@echo "[2/4] Installing what the site runs on (a minute or two)"
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-input -r requirements.txt
	@touch $@

$(VENV)/.development: $(VENV)/.runtime requirements-dev.txt
	@echo "Installing what the checks need"
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-input -r requirements-dev.txt
	@touch $@

$(VAR)/.demo: $(VENV)/.runtime $(MIGRATIONS)
	@mkdir -p $(VAR)
	@echo "[3/4] Preparing the database"
	@VAR_DIR=$(VAR) $(MANAGE) migrate --verbosity 0
	@echo "[4/4] Inventing respondents and letting them answer"
	@LOG_LEVEL=$${LOG_LEVEL:-WARNING} VAR_DIR=$(VAR) $(MANAGE) load_demo --only-fill
	@touch $@

setup: $(VAR)/.demo
	@VAR_DIR=$(VAR) $(MANAGE) load_demo --addresses

demo: $(VAR)/.demo
	@VAR_DIR=$(VAR) $(MANAGE) load_demo --addresses
	@echo "Serving. Ctrl-C stops it."
	@DEMO=1 LOG_LEVEL=$${LOG_LEVEL:-WARNING} VAR_DIR=$(abspath $(VAR)) $(SERVE)

# A site of your own has a folder of its own, so that the demonstration never mixes with it.
site: $(VENV)/.runtime
	@mkdir -p $(VAR)/site
	@echo "[3/4] Preparing the database"
	@VAR_DIR=$(VAR)/site $(MANAGE) migrate --verbosity 0
	@echo "[4/4] Setting up the site"
	@VAR_DIR=$(VAR)/site $(MANAGE) setup_site
	@echo "Your site: $(SITE_URL)/ and its admin: $(SITE_URL)/admin/   Commands: VAR_DIR=$(VAR)/site $(MANAGE) …"
	@LOG_LEVEL=$${LOG_LEVEL:-WARNING} VAR_DIR=$(abspath $(VAR))/site $(SERVE)

test: $(VENV)/.development
	@$(PY) -m pytest -n 2 --dist loadgroup -q $(ARGS)

# The engine under the questionnaires: every branch of it is taken by some test, or this fails.
coverage: $(VENV)/.development
	@$(PY) -m pytest -n 2 --dist loadgroup -q tests/surveys/logic --cov=surveys.logic --cov-branch \
	  --cov-fail-under=100 --cov-report=term-missing:skip-covered $(ARGS)

lint: $(VENV)/.development
	@echo "ruff check" && $(VENV)/bin/ruff check .
	@echo "ruff format" && $(VENV)/bin/ruff format --check .
	@echo "djlint" && $(VENV)/bin/djlint --quiet --lint site/website surveys/templates reports/templates comments/templates
	@echo "mypy" && $(VENV)/bin/mypy
	@echo "import-linter" && PYTHONPATH=site:. $(VENV)/bin/lint-imports --no-cache
	@echo "migrations" && VAR_DIR=$(VAR)/lint $(MANAGE) makemigrations --check --dry-run
	@echo "Nothing to complain about."

format: $(VENV)/.development
	@$(VENV)/bin/ruff check --fix . ; $(VENV)/bin/ruff format .

attacks: $(VENV)/.development
	@OVERLAP_ATTACKS=full $(PY) -m pytest -q -rA --show-capture=stdout tests/attacks tests/faults $(ARGS)

oracles: $(VENV)/.development
	@$(PY) -m tests.oracles $(if $(DIR),"$(DIR)")

bench: $(VENV)/.development
	@PYTHONPATH=site:. $(PY) -m bench
	@mkdir -p $(VAR) && PYTHONPATH=site:. $(PY) -m bench.answering
	@PYTHONPATH=site:. $(PY) -m bench.reports

ci:
	@.ci/run

# constraints.txt anew, from an environment that holds nothing but the two lists.
pins:
	@rm -rf $(VAR)/pins && $(PYTHON) -m venv $(VAR)/pins && mv constraints.txt $(VAR)/constraints.before && : > constraints.txt
	@$(VAR)/pins/bin/pip install --quiet -r requirements-dev.txt || { mv $(VAR)/constraints.before constraints.txt; exit 1; }
	@{ echo "# Every package that an installation holds, made with \`make pins\`. Edit requirements*.txt instead."; \
	   $(VAR)/pins/bin/pip freeze; } > constraints.txt && rm -rf $(VAR)/pins $(VAR)/constraints.before
