# Every target is described by the comment behind it; `make help` lists them.

PY = .venv/bin/python

.DEFAULT_GOAL = help
.PHONY: help run demo test lint check pictures gallery bench setup setup-dev clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: setup ## install what is needed and serve the site on http://127.0.0.1:8000
	@exec $(PY) -m compliance serve

demo: setup ## serve a made-up town to look around in (ARGS=--fresh makes it anew)
	@exec $(PY) -m compliance demo $(ARGS)

test: setup-dev ## install what is needed and run the tests (ARGS="-k word" picks some)
	@exec $(PY) -m pytest $(ARGS)

lint: setup ## check the rule packs in rules/
	@exec $(PY) -m compliance lint rules

check: setup-dev ## check code style and types
	$(PY) -m ruff check .
	$(PY) -m mypy

pictures: setup-dev ## make the README's pictures anew
	@$(PY) scripts/pictures.py

gallery: setup-dev ## make docs/gallery anew: a picture of every document
	@$(PY) scripts/gallery.py

bench: ## measure engine and papers against others (ARGS="one loading" picks some; see benchmarks/README.md)
	@scripts/setup bench
	@test -x .venv/bench/bin/python || $(PY) -m venv .venv/bench
	@.venv/bench/bin/python -m pip install -q -r benchmarks/requirements-bench.txt
	@exec .venv/bench/bin/python -m benchmarks $(ARGS)

setup: ## only install what `make run` needs
	@scripts/setup run

setup-dev: ## only install what `make test` needs
	@scripts/setup test

clean: ## remove .venv and caches; your data stays
	rm -rf .venv .pytest_cache .hypothesis .ruff_cache .mypy_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
