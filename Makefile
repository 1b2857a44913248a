# The few commands; `make` alone lists them.
PY ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-faults check format bench bench-collect bench-load bench-day bench-import bench-export bench-extraction bench-feeds bench-sitemaps bench-ranking bench-search weigh messages lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

$(VENV)/.ready: requirements/dev.lock pyproject.toml $(wildcard src/hemera/portal/locale/*/LC_MESSAGES/django.po)
	$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Hemera needs Python 3.11 or newer; set PY=python3.12, say.")'
	$(PY) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/dev.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src
	@touch $@

setup: $(VENV)/.ready ## the virtual environment, from hash-locked packages

demo: setup ## a small press on this machine, collected for real; the portal opens
	$(BIN)/hemera demo

test: setup ## every test; browser tests are skipped where there is no Chromium
	$(BIN)/python -m compileall -q src # hundreds of commands are started, and where nothing may be cached each would compile what changed
	$(BIN)/python -m pytest -q -n 2 --dist loadfile # tests/conftest.py says which files go together, and which are begun first

FAULTS ?= tests/faults
test-faults: setup ## every fault, one after another, then verify and compare: a quarter of an hour [FAULTS=tests/faults/test_killed.py]
	$(BIN)/python -m pytest -q -n 2 -m "faults or not faults" $(FAULTS)

check: setup ## style, types, import contracts, translations, documentation
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/messages.py check
	$(BIN)/python tools/reference.py check

format: setup ## put every file in the house's style
	$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

bench: setup ## what one article costs, stage by stage; search; pages
	$(BIN)/python bench/pipeline.py

bench-collect: setup ## what one poll costs, thousands of hosts on loopback, beside aiohttp alone [ARGS="--feeds 20000"]
	$(BIN)/python bench/collecting.py $(ARGS)

bench-load: setup ## ten times an ordinary load from hundreds of hosts on loopback: queue, memory, the portal's p95, gaps [ARGS="--minutes 60"]
	$(BIN)/python bench/load.py $(ARGS)

bench-day: setup ## a day of hundreds of sources under a clock of its own: what is due, memory, gaps [ARGS="--sources 300 --hours 24"]
	$(BIN)/python bench/day.py $(ARGS)

bench-import: setup ## WARC files of others, read and booked, beside fastwarc alone; then into articles [ARGS="--records 100000 --kib 100"]
	$(BIN)/python bench/importing.py $(ARGS)

bench-export: setup ## results taken away: rows a CPU second, bytes, the most memory, by form [ARGS="100000 --folder /var/tmp/export"]
	$(BIN)/python bench/exporting.py $(ARGS)

$(VENV)/.bench: requirements/bench.lock $(VENV)/.ready
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --no-deps -r requirements/bench.lock
	@touch $@

bench-extraction: $(VENV)/.bench ## articles read from pages with gold, beside other readers: DATA=folder [ARGS="--sets fe --jobs 2"]
	$(BIN)/python bench/extraction.py $(DATA) $(ARGS)

bench-feeds: setup ## a feed suite's cases read right, beside feedparser: DATA=folder [ARGS=--failures]
	$(BIN)/python bench/feeds.py $(DATA) $(ARGS)

bench-sitemaps: setup ## CPU and memory of a sitemap of 50,000 addresses, beside bare lxml
	$(BIN)/python bench/sitemaps.py $(ARGS)

bench-ranking: setup ## is a remembered article found: title and text words, typos, no accents, other forms, beside FTS5 and Tantivy [ARGS=50000]
	$(BIN)/python bench/ranking.py $(ARGS)

bench-search: $(VENV)/.bench ## what searching a generated press costs, our whole path, beside other engines [ARGS="--articles 1000000 --slim --folder F --peers fts5"]
	$(BIN)/python bench/search.py $(ARGS)

weigh: $(VENV)/.bench ## the weights of the readers' panel, fitted anew on pages with gold: DATA=folder [ARGS="--cache folder --write"]
	$(BIN)/python bench/weigh.py $(DATA) $(ARGS)

messages: setup ## take new texts of the interface into the translation files
	$(BIN)/python tools/messages.py extract

lock: setup ## pin every dependency anew, with hashes and without addresses
	$(BIN)/uv pip compile -q pyproject.toml --extra tables --universal --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements/run.lock
	$(BIN)/uv pip compile -q pyproject.toml --extra tables --group dev --universal --generate-hashes --no-emit-index-url --no-header --no-annotate -c requirements/run.lock -o requirements/dev.lock
	$(BIN)/uv pip compile -q --group bench --universal --generate-hashes --no-emit-index-url --no-header --no-annotate -c requirements/run.lock -c requirements/dev.lock --override requirements/bench.overrides -o requirements/bench.lock

clean: ## remove what `make` made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
