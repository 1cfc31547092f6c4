# Everything runs in .venv, made once from the pinned requirements.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint lock torture bench learn clean

.venv/.installed: requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: .venv/.installed
	$(BIN)/tollwatch demo

test: .venv/.installed
	$(BIN)/python -m pytest -n 2

lint: .venv/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

torture: .venv/.installed
	$(BIN)/python -m pytest -m torture --timeout 3600 tests

bench: .venv/.installed
	for bench in tests/bench/bench_*.py; do $(BIN)/python $$bench || exit 1; done

learn: .venv/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-learn.lock
	$(BIN)/python -m tests.reading.learn

lock:
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet pyproject.toml --group dev -o requirements-dev.lock
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --group learn -o requirements-learn.lock

clean:
	rm -rf .venv
