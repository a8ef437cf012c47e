# The two commands for a newcomer are `make demo` and `make test`; `make run` keeps the service up.
# Everything is installed into .venv and models/ inside this folder; nothing else is touched.

VENV := .venv
PYTHON := $(VENV)/bin/python
SERVICE := $(VENV)/bin/ocr-service

# Tests start some hundred Python processes: what one has compiled, the next finds, whatever the caller's shell says.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo run test check bench bench-quick bench-web chaos pictures samples lock clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/.service models/.checked ## set up, read every sample through the whole service, show what came out
	@$(SERVICE) demo

run: $(VENV)/.service models/.checked ## keep the service up at http://127.0.0.1:8000 (Ctrl-C stops it)
	@$(SERVICE) run --templates templates_forms

test: $(VENV)/.tests models/.checked node_modules/.installed check ## check the code and run all tests
	@$(PYTHON) -m pytest -n 2 --dist worksteal

check: $(VENV)/.tests
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m ruff format --check --quiet .
	@$(VENV)/bin/lint-imports --no-logo
	@$(PYTHON) -m mypy

bench: $(VENV)/.tests models/.checked node_modules/.installed ## measure accuracy, speed and memory beside other readers (under two hours)
	@$(PYTHON) -m tests.bench

bench-quick: $(VENV)/.tests models/.checked node_modules/.installed ## the same on a tenth of the pages (ten minutes)
	@$(PYTHON) -m tests.bench --quick

chaos: $(VENV)/.tests models/.checked ## kill web, worker and timers at random during 500 deliveries, count what arrives (five minutes)
	@$(PYTHON) -m tests.chaos.storm

bench-web: $(VENV)/.tests models/.checked ## weigh every page and time it in Chromium on a filled database (two minutes)
	@$(PYTHON) -m tests.bench_web

pictures: $(VENV)/.tests models/.checked node_modules/.installed ## take the docs' pictures of the pages again
	@rm -rf build/docs-pictures
	@DOCS_PICTURES=1 $(PYTHON) -m pytest -q -n 2 tests/e2e
	@mkdir -p docs/pictures && cp -r build/docs-pictures/. docs/pictures/

samples: $(VENV)/.tests node_modules/.installed ## draw the sample scans again (see samples/README.md)
	@$(PYTHON) -m samples.generator --seed 2026 --out . --handwriting node_modules/@fontsource

lock: ## pin the newest allowed versions with their hashes (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --quiet -o requirements.lock
	uv pip compile pyproject.toml --group dev -c requirements.lock --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --quiet -o requirements-dev.lock

clean: ## remove what was installed and made (not data/)
	rm -rf $(VENV) models *.egg-info

$(VENV)/bin/python:
	@bash tools/make-venv $(VENV)

$(VENV)/.service: $(VENV)/bin/python requirements.lock pyproject.toml
	@bash tools/install $(VENV) requirements.lock
	@touch $@

$(VENV)/.tests: $(VENV)/.service requirements-dev.lock
	@bash tools/install $(VENV) requirements-dev.lock
	@touch $@

# Only tests use these (types and accessibility of the pages); without npm they are left out, and say so.
node_modules/.installed: package-lock.json
	@mkdir -p node_modules
	@if command -v npm >/dev/null; then npm ci --ignore-scripts --no-audit --no-fund --silent; \
	else echo "没有 npm：跳过网页脚本的类型和无障碍检查 / no npm: the pages' type and accessibility checks are left out"; fi
	@mkdir -p node_modules && touch $@

# The weights are checked by SHA-256 each time the service's version or their list changes.
models/.checked: $(VENV)/.service ocr_service/engines/model_pins.json
	@$(SERVICE) models fetch
	@touch $@
