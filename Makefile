# Each target is a few commands that a person could type. `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3.11
PORT ?= 8000
DATA ?=
ARGS ?=
MINUTES ?= 8
LEARNERS ?= 60
SEED ?= 1
BIN := .venv/bin

.PHONY: help install run test lint conformance bench bench-kernel bench-class bench-autograde figures soak bundle gallery screenshots dev clean

help:
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: .venv/.installed ## make .venv and install the program in it

.venv/.installed: pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed (Debian: apt install python3 python3-venv), or name one: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv || { echo "venv is missing (Debian: apt install python3-venv)"; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

run: install ## start the lab (DATA=folder, PORT=8000, ARGS=--demo)
	@exec $(BIN)/learning-passport lab start --port $(PORT) $(if $(DATA),--data "$(DATA)") $(ARGS)

dev: .venv/.dev ## what lint and tests need: tools, a browser, fonts

.venv/.dev: pyproject.toml .venv/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet --disable-pip-version-check --group dev
	tests/install-browser
	@touch $@

lint: dev ## style, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	tests/check-javascript

test: lint ## lint and all tests, in a real hub and a real browser
	$(BIN)/pytest -n 2 --dist loadfile

conformance: dev ## ipykernel's own tests of a running kernel, and nbgrader's of its exchange, on ours
	$(BIN)/python -m tests.grading.kernels.ipykernel_tests
	$(BIN)/python -m tests.grading.exchange.nbgrader_tests

bench: dev ## measure against stock Jupyter, in one run
	$(BIN)/python -m benchmarks.lesson_page
	$(BIN)/python -m benchmarks.question_types
	$(BIN)/python -m benchmarks.kernels
	$(BIN)/python -m benchmarks.classroom
	$(BIN)/python -m benchmarks.autograde

soak: dev ## an hour's class that misbehaves, in a lab that is killed (MINUTES=8 LEARNERS=60 SEED=1)
	$(BIN)/python -m tests.soak --minutes $(MINUTES) --learners $(LEARNERS) --seed $(SEED) $(ARGS)

bench-kernel: dev ## how soon a kernel is ready, beside the stock one
	$(BIN)/python -m benchmarks.kernels

bench-class: dev ## a class that opens a lesson at once, beside stock Voilà (ARGS="--minutes 5")
	$(BIN)/python -m benchmarks.classroom $(ARGS)

bench-autograde: dev ## a class's work graded, beside stock nbgrader and Otter-Grader (ARGS="--learners 30")
	$(BIN)/python -m benchmarks.autograde $(ARGS)

figures: dev ## measure kernels, class and grading, and write docs/explanation/performance.md anew
	$(BIN)/python -m benchmarks.chart kernels classroom autograde

gallery: install ## every question type and widget, alive, with its source (PORT=8010)
	@exec $(BIN)/learning-passport lesson gallery --port $(if $(filter command line environment,$(origin PORT)),$(PORT),8010) $(ARGS)

bundle: install ## write one folder for a USB stick, to install without internet
	$(BIN)/python -m hub_config.bundle bundle

screenshots: dev ## the pictures in the README
	$(BIN)/python -m tests.e2e.screenshots docs/pictures

clean: ## remove what the other targets made here (no lab's data)
	rm -rf .venv bundle dist build .pytest_cache .mypy_cache .ruff_cache
