# make demo: set up and run the main job.  make test: set up and run every check.  make lock: pin anew.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := .demo
UV := $(BIN)/uv
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1

.PHONY: demo test lint kills lock clean

demo: $(VENV)/run
	@mkdir -p $(DEMO)/prefect
	PREFECT_HOME=$(CURDIR)/$(DEMO)/prefect PREFECT_LOGGING_LEVEL=WARNING $(BIN)/python -m flows.ingest seeds --archive $(DEMO)/archive
	$(BIN)/parley runs --archive $(DEMO)/archive --limit 1
	$(BIN)/parley facets actor --limit 8 --archive $(DEMO)/archive
	$(BIN)/parley facets target --actor taliban --limit 8 --archive $(DEMO)/archive
	$(BIN)/parley search --actor taliban --stance oppose --target peace-talks --archive $(DEMO)/archive

# These start Elasticsearch servers, several at times: they run alone, so that two cores are enough.
SERVERS := tests/stores tests/test_kibana.py tests/test_compose.py
test: lint
	$(BIN)/pytest --numprocesses 2 --dist loadfile $(addprefix --ignore=,$(SERVERS))
	$(BIN)/pytest $(SERVERS)

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# A campaign of its own: twenty runs killed at random moments, each then run to its end.
kills: $(VENV)/dev
	$(BIN)/python -m bench.kills --kills 20

# Environments: everything is pinned by hash, and the package itself is built without fetching anything.
$(VENV)/bootstrap: requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Parley needs Python 3.11 or newer: make PYTHON=python3.12 ...'; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	touch $@

$(VENV)/run: $(VENV)/bootstrap requirements/run.txt pyproject.toml
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/dev: $(VENV)/run requirements/dev.txt
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	touch $@

COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --no-strip-extras
lock: $(VENV)/bootstrap
	$(COMPILE) requirements/bootstrap.in --output-file requirements/bootstrap.txt
	$(COMPILE) pyproject.toml --output-file requirements/run.txt
	$(COMPILE) pyproject.toml --group dev --constraint requirements/run.txt --output-file requirements/dev.txt

clean:
	rm -rf $(VENV) $(DEMO)
