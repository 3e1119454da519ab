# One command per job; each works in a virtual environment with `pip install -e '.[test]'`.
PYTHON ?= python
BASE_URL ?=
FIRST ?= 0

.PHONY: help setup build console check lint test properties fuzz kills docs docs-zensical mutants bench accuracy release clean

help:
	@echo "setup build console check lint test properties fuzz kills docs docs-zensical mutants bench accuracy release clean"

setup:            ## install the package and everything its tests need
	$(PYTHON) -m pip install -e '.[test]'

build:            ## rebuild schema/dist and samples/tables from what is written by hand
	$(PYTHON) tools/build.py
	$(PYTHON) tools/samples.py
	$(PYTHON) tools/simplification.py

console:          ## write what the commands and facts of the pages say now into README and docs
	$(PYTHON) tools/console.py

checker:          ## dist/checker.html and dist/checker/: the page that checks offline; needs npm
	$(PYTHON) tools/checker.py

dist/checker.html:
	$(MAKE) checker

lint:             ## style, types, spelling, the standard against its metaschema
	ruff check .
	ruff format --check .
	mypy
	mypy --platform win32 --cache-dir .mypy_cache/win32
	mypy --platform darwin --cache-dir .mypy_cache/darwin
	codespell
	check-jsonschema --check-metaschema schema/report.schema.json schema/meta/*.json schema/dist/*.schema.json
	check-jsonschema --schemafile schema/meta/case.schema.json samples/cases/*.json
	check-jsonschema --schemafile schema/meta/pair.schema.json samples/pairs/*.json
	check-jsonschema --schemafile schema/meta/verdict.schema.json samples/verdicts/*.json
	check-jsonschema --schemafile schema/meta/invalid.schema.json samples/invalid/*.json
	check-jsonschema --schemafile schema/meta/reading.schema.json samples/reading/index.json

test:             ## all tests, warnings are errors
	$(PYTHON) -W error -m pytest

properties:       ## the properties with ten times the examples of the whole check, others each time
	$(PYTHON) -m pytest --hypothesis-profile=nightly $$(grep -l 'from hypothesis' tests/test_*.py)

fuzz:             ## 20,000 damaged documents, and 20,000 lines, reports, packages and states; FIRST=N begins at another one
	$(PYTHON) tests/fuzz_documents.py 20000 $(FIRST)
	$(PYTHON) tests/fuzz_lines.py 8000 $(FIRST)

kills:            ## commands stopped 200 times: what they write is as it was or complete; FIRST=N begins at another one
	PYTHONPATH=benchmarks $(PYTHON) tests/kills.py 200 $(FIRST)

carriers:         ## 300 reports written as each carrier and read back, 200 forms filled in and saved by LibreOffice
	$(PYTHON) tests/round_trips.py 300
	PYTHONPATH=tools $(PYTHON) tests/filled_forms.py 100

docs: dist/checker.html   ## the site in both languages, strictly, with every link checked
	$(PYTHON) tools/build_docs.py $(if $(BASE_URL),--base-url $(BASE_URL))
	SITE_URL=$(BASE_URL:%=%/) NO_MKDOCS_2_WARNING=1 mkdocs build --strict
	SITE_URL=$(BASE_URL:%=%/en/) NO_MKDOCS_2_WARNING=1 mkdocs build --strict -f mkdocs.en.yml
	cp -r dist/checker dist/checker.html site/
	$(PYTHON) tools/website.py site

docs-zensical: dist/checker.html  ## the same sources with Zensical, the successor of MkDocs, in the same folder
	$(PYTHON) tools/build_docs.py
	zensical build --strict --clean -f mkdocs.yml
	zensical build --strict --clean -f mkdocs.en.yml
	cp -r dist/checker dist/checker.html site/
	$(PYTHON) tools/website.py site

check: build      ## all that must be green before a change lands
	git diff --exit-code -- schema/dist samples/tables datapackage.json || { echo "stale. Commit what make build wrote."; exit 1; }
	$(MAKE) lint docs test

mutants:          ## mistakes in the JavaScript validator, each of which the suite must notice; needs npm
	npm ci --silent --prefix tests/peers
	$(PYTHON) benchmarks/mutants.py

bench:            ## side by side with named peers; needs pip install -e '.[bench]'
	$(PYTHON) benchmarks/startup.py
	$(PYTHON) benchmarks/solver.py
	$(PYTHON) benchmarks/results.py
	$(PYTHON) benchmarks/packages.py
	$(PYTHON) benchmarks/frames.py
	$(PYTHON) benchmarks/parity.py
	$(PYTHON) benchmarks/conversions.py
	$(PYTHON) benchmarks/desk.py

accuracy:         ## make accuracy CORPUS=DIR compares conversions with the *.cells.json files there
	@test -n "$(CORPUS)" || { echo "make accuracy CORPUS=DIR"; exit 2; }
	$(PYTHON) tools/accuracy.py $(CORPUS)

release:          ## make release BASE_URL=https://… REPOSITORY=https://… [CONTACT=…] [INDEX=1] writes dist/: all that is published, with its sums; needs pip install -e '.[release]'
	@test -n "$(BASE_URL)" -a -n "$(REPOSITORY)" || { echo "make release BASE_URL=https://… REPOSITORY=https://…"; exit 2; }
	$(PYTHON) tools/release.py --base-url $(BASE_URL) --repository $(REPOSITORY) $(CONTACT:%=--contact %) $(INDEX:%=--index)

clean:
	rm -rf build dist site .cache docs/*/reference docs/theme/generated docs/zh/[0-9]*.[0-9]* .mypy_cache .pytest_cache .ruff_cache .hypothesis
