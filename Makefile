# make run | test | build | dev | bench | check — see CONTRIBUTING.md. Everything else is a step of these.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Where setup.sh had to bring a newer Node, that one is used.
export PATH := $(CURDIR)/build/node/bin:$(PATH)
export CCACHE_DIR ?= $(CURDIR)/build/ccache
JOBS ?= 2
PORT ?= 5000

.PHONY: help
help:
	@echo "make run    builds, starts on http://127.0.0.1:5000, with a scan to look at"
	@echo "make test   builds and runs every test, the browser's included"
	@echo "make build  what make run does before it starts"
	@echo "make dev    server and page with hot reload on http://localhost:3000"
	@echo "make bench  measures, beside the peers"
	@echo "make check  the fast part of make test"

.PHONY: setup setup-test setup-bench setup-models setup-tidy
setup:
	@tools/setup.sh build
setup-test:
	@tools/setup.sh test
setup-bench:
	@tools/setup.sh bench
setup-models:
	@tools/setup.sh models
setup-tidy:
	@tools/setup.sh tidy

# --- The page

node_modules/.installed: package.json package-lock.json frontend/package.json tests/package.json
	npm ci --no-audit --no-fund
	@touch $@

.PHONY: page
page: node_modules/.installed
	cd frontend && VITE_OUT_DIR="$(CURDIR)/build/release/web" npx vite build --logLevel warn
	node contract/build_docs.mjs build/release/web/api

# --- The programs

build/%/build.ninja: CMakePresets.json
	cmake --preset $*

.PHONY: programs
programs: build/release/build.ninja
	cmake --build --preset release -j $(JOBS) --target scanetrix scanetrix-infer

# The first build's seconds, installing included, are noted for make bench.
.PHONY: build
build:
	@begin=$$(date +%s); $(MAKE) setup && $(MAKE) programs page && mkdir -p build/bench && \
	  { [ -e build/bench/first_build_seconds ] || echo $$(($$(date +%s) - begin)) > build/bench/first_build_seconds; }

.PHONY: run
run: build
	@SCANETRIX_LISTEN="$${SCANETRIX_LISTEN:-127.0.0.1:$(PORT)}" tools/run.sh

.PHONY: dev
dev: build
	@trap 'kill 0' EXIT; SCANETRIX_LISTEN=127.0.0.1:5000 tools/run.sh & cd frontend && npx vite --port 3000

# --- The tests

CPP_FILES = $(shell git ls-files 'backend/*.h' 'backend/*.cpp' 'tests/corpus/*.cpp')

.PHONY: format lint layers unit page-unit contract-tests http-tests e2e-tests testdata-tests
format: node_modules/.installed
	@echo "format: $(words $(CPP_FILES)) C++ files, then the rest"
	@clang-format --dry-run --Werror $(CPP_FILES)
	npx prettier --check --log-level warn .
lint: node_modules/.installed
	npm run --silent typecheck --workspace frontend
	npm run --silent lint --workspace frontend
	npm run --silent typecheck --workspace tests
	npm run --silent lint --workspace tests
layers:
	node tools/check_layers.mjs
unit: build/release/build.ninja
	cmake --build --preset release -j $(JOBS)
	ctest --preset release
page-unit: node_modules/.installed
	npm run --silent test --workspace frontend
contract-tests: node_modules/.installed
	npm run --silent test:contract --workspace tests
http-tests:
	npm run --silent test:http --workspace tests
e2e-tests:
	npm run --silent test:e2e --workspace tests
testdata-tests:
	npm run --silent test:testdata --workspace tests

.PHONY: check
check: setup-test
	@$(MAKE) format layers lint unit page-unit contract-tests

.PHONY: test
test: setup-test
	@$(MAKE) programs page
	@$(MAKE) format layers lint unit page-unit contract-tests http-tests testdata-tests e2e-tests
	@echo "make test: everything passed"

.PHONY: asan tidy
asan: setup-test
	cmake --workflow --preset asan
tidy: setup-tidy
	cmake --preset dev
	git ls-files 'backend/*.cpp' | xargs -P $(JOBS) -n 4 clang-tidy -p build/dev --quiet

.PHONY: bench
bench: setup-bench
	@$(MAKE) programs page
	node tests/bench/run.mjs

# Makes the shipped weights anew: the better part of an hour. See models/README.md.
.PHONY: models
models: setup-models build/release/build.ninja
	cmake --build --preset release -j $(JOBS) --target scanetrix-train
	OMP_WAIT_POLICY=passive build/release/scanetrix-train --threads 1 --packages build/packages --output models/slicesr.safetensors

# Makes the example of a model that can be dropped in anew: ten to twenty minutes. See models/examples/brain_mask.md.
.PHONY: example-model
example-model: setup build/release/build.ninja
	cmake --build --preset release -j $(JOBS) --target scanetrix-train-brain
	export OMP_WAIT_POLICY=passive; \
	  build/release/scanetrix-train-brain train --seed 1 --stop 625 --output build/brain_mask_first.ts && \
	  build/release/scanetrix-train-brain train --seed 2 --start build/brain_mask_first.ts --iterations 450 --rate 1.5e-3 \
	    --output models/examples/brain_mask.ts

.PHONY: format-all
format-all: node_modules/.installed
	clang-format -i $(CPP_FILES)
	npx prettier --write --log-level warn .
