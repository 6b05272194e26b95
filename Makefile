# Short verbs. Each sets up what it needs, in a fresh clone too; `make` alone prints them.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.SUFFIXES:
MAKEFLAGS += --no-print-directory

# What one may set on the command line: make test JOBS=4 TESTS=tests/ledger ARGS='-k proof -x'
JOBS ?= 2
TESTS ?= tests
ARGS ?=
EXAMPLES ?= 20
SEQUENCES ?=
UPGRADE ?=

BIN := .venv/bin
PYTHON_RUN := $(BIN)/python -m
STEP := @.ci/step
PACKAGES := api approvals bench catalog integrations ledger migrations storage tests validators
TYPED = .ci/image.py $(wildcard $(PACKAGES))
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	--constraints constraints.txt --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

.PHONY: help install demo run sandbox test test-browser screenshots check bench load torture clients contract ocds fuzz fuzz-readers machines fix law
.PHONY: migrate lock
.PHONY: check-format check-lint check-imports check-spelling check-yaml check-dependencies
.PHONY: check-image check-migrations check-types check-law

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

install: ## set up .venv with everything, tools and tests included
	@./procheck --setup dev

demo: ## examine a real purchase from beginning to end; needs nothing but the repository
	@./procheck demo

run: ## serve on http://127.0.0.1:8080 with demo data
	@./procheck serve --demo

sandbox: export PROCHECK_SANDBOX = yes
sandbox: ## serve a sandbox with example data, whose date its users set (docs/sandbox.md)
	@./procheck serve --demo

migrate: ## bring the schema of the database up to date
	@./procheck migrate

test: install ## run every test that needs no browser (TESTS=… ARGS=… JOBS=…)
	@$(PYTHON_RUN) pytest -n $(JOBS) -m 'not browser and not tools' $(ARGS) $(TESTS)

test-browser: install ## look at every page in a real Chromium and walk by keyboard; brings what it needs, or says what
	@.ci/browser/set-up
	@$(PYTHON_RUN) pytest -m browser --tools var/browser $(ARGS) tests/browser

screenshots: install ## make the pictures of docs/screenshots anew
	@.ci/browser/set-up
	@$(PYTHON_RUN) tests.browser.screenshots docs/screenshots

bench: install ## run the benchmarks and print them as ratios
	@$(PYTHON_RUN) bench

load: install ## hold the service under the load demanded of it, a minute each (ARGS='--full', ARGS='L1 L3')
	@$(PYTHON_RUN) bench.demands $(ARGS)

torture: install ## kill parts of the service under load and check that nothing is lost (ARGS='--minutes 12 --seed 7')
	@$(PYTHON_RUN) bench.torture $(ARGS)

contract: install ## lint the OpenAPI document with Spectral (OWASP) and Redocly; needs Node
	@.ci/contract

clients: install ## generate clients (Python, TypeScript), buy with them, also through Prism; needs Node and Java
	@.ci/clients $(ARGS)

ocds: install ## check open contracting data with the tools of its makers (libcoveocds, ocdskit), in a venv of their own
	@.ci/ocds $(ARGS)

fuzz: install ## ask with generated requests, as every role and in sequences along the links (EXAMPLES=… SEQUENCES=…)
	@$(PYTHON_RUN) pytest -n $(JOBS) --timeout 0 --every-role --examples $(EXAMPLES) \
		$(if $(SEQUENCES),--sequences $(SEQUENCES)) $(ARGS) tests/api/test_generated_requests.py

fuzz-readers: install ## give the readers what no one thought of, led by coverage (ARGS='--minutes 60 --jobs 2 csv xlsx')
	@.ci/fuzz-readers $(ARGS)

machines: install ## act in any order thousands of times: order, approve, revoke, expire and the rest (SEQUENCES=…)
	@$(PYTHON_RUN) pytest -n $(JOBS) --timeout 0 --sequences $(or $(SEQUENCES),5000) $(ARGS) \
		tests/approvals/test_machine.py tests/approvals/test_licence_machine.py

law: install ## load every standard and run every law case
	@./procheck standards check

fix: install ## format, and mend what the linter can mend by itself
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

lock: install ## resolve requirements*.in into the hashed locks (UPGRADE=1 takes newer versions)
	@$(LOCK) requirements-dev.in --output-file requirements-dev.txt
	@$(LOCK) --constraints requirements-dev.txt requirements.in --output-file requirements.txt

# Cheapest first; the tests stand last, so that their summary is the last line. `make -k check` does not stop
# at the first step that fails.
check: install check-format check-lint check-spelling check-yaml check-image check-imports check-dependencies check-law check-types check-migrations ## everything CI asks: format, lint, types, imports, law, migrations, tests
	@echo '== tests'
	@$(PYTHON_RUN) pytest -n $(JOBS) -m 'not browser and not tools' $(ARGS) $(TESTS)

check-format:
	$(STEP) format $(BIN)/ruff format --check --quiet .

check-lint:
	$(STEP) lint $(BIN)/ruff check --quiet .

check-spelling:
	$(STEP) spelling $(BIN)/codespell --dictionary - --dictionary .ci/british.txt

check-yaml:
	$(STEP) yaml $(BIN)/yamllint --strict .

check-image:
	$(STEP) Dockerfile $(BIN)/hadolint Dockerfile
	$(STEP) compose.yaml $(BIN)/check-jsonschema --builtin-schema vendor.compose-spec compose.yaml

check-imports:
	$(STEP) imports $(BIN)/lint-imports

check-dependencies:
	$(STEP) dependencies $(BIN)/deptry .

check-law:
	$(STEP) law ./procheck standards check

check-types:
	$(STEP) types $(BIN)/mypy $(TYPED)

check-migrations:
	$(STEP) migrations .ci/lint-migrations
