# One command per job; each works in a virtual environment with `pip install -e '.[test]'`.
PYTHON ?= python
BASE_URL ?=

.PHONY: help setup build check lint test docs bench release clean

help:
	@echo "setup build check lint test docs bench release clean"

setup:            ## install the package and everything its tests need
	$(PYTHON) -m pip install -e '.[test]'

build:            ## rebuild schema/dist from the hand-written standard
	$(PYTHON) tools/build.py

lint:             ## style, types, spelling, the standard against its metaschema
	ruff check .
	ruff format --check .
	mypy
	codespell
	check-jsonschema --check-metaschema schema/report.schema.json schema/meta/*.json schema/dist/*.schema.json
	check-jsonschema --schemafile schema/meta/case.schema.json samples/cases/*.json

test:             ## all tests, warnings are errors
	$(PYTHON) -W error -m pytest

docs:             ## the site, strictly
	NO_MKDOCS_2_WARNING=1 mkdocs build --strict --quiet

check: build      ## all that must be green before a change lands
	git diff --exit-code -- schema/dist || { echo "stale: schema/dist. Commit what make build wrote."; exit 1; }
	$(MAKE) lint docs test

bench:            ## side by side with named peers
	$(PYTHON) benchmarks/startup.py

release:          ## make release BASE_URL=https://… writes dist/: wheel, sdist, schema files with public URLs
	@test -n "$(BASE_URL)" || { echo "make release BASE_URL=https://…"; exit 2; }
	$(PYTHON) tools/build.py --base-url $(BASE_URL) --to dist/schema
	$(PYTHON) -m pip wheel --no-deps --wheel-dir dist .

clean:
	rm -rf build dist site .mypy_cache .pytest_cache .ruff_cache .hypothesis
