# Keepword. `make` alone says what there is. A fresh machine needs make and Python 3.11 or newer.

.DEFAULT_GOAL := help
.PHONY: help run setup test check crash bench screens clean
.DELETE_ON_ERROR:

PORT ?= 8000
ROUNDS ?= 20

# Compiled modules are kept: they are most of what makes a later start quick.
unexport PYTHONDONTWRITEBYTECODE

# An installation is as good as the locks it came from and the place it stands in; the names of
# its stamps are made of both.
SUM := $(firstword $(shell { echo "$(CURDIR)"; cat requirements.lock requirements-dev.lock; } | cksum))
RUNTIME := .venv/.runtime-$(SUM)
DEV := .venv/.dev-$(SUM)

PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  make run PORT=8080 serves on another port (127.0.0.1 only)."

run: $(RUNTIME) ## install if need be, start an invented hospital · 설치하고 가상의 병원을 시작
	@exec $(PY) -m keepword up --demo --port $(PORT)

setup: $(RUNTIME) ## install what running needs, start nothing · 설치만
	@echo "Installed. Start with: make run"

test: $(DEV) ## every test; results in build/junit.xml · 모든 시험
	@mkdir -p build
	@KEEPWORD_CHROMIUM="$$(sh .ci/chromium)" && KEEPWORD_SOFTHSM="$$(sh .ci/softhsm)" || exit 1; \
	  export KEEPWORD_CHROMIUM KEEPWORD_SOFTHSM; \
	  $(PY) -m pytest -n 2 --dist worksteal --junitxml=build/junit.xml

check: $(DEV) ## format, lint, types, import rings, docs in step · 형식·타입·구조 점검
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	KEEPWORD_SECRET_KEY=for-the-type-checker $(PY) -m mypy
	$(PY) .venv/bin/lint-imports
	@if [ -d tests/docs ]; then $(PY) -m pytest -q tests/docs; fi

crash: $(DEV) ## kill -9 of everything, again and again: ROUNDS=20 SEED=7 · 강제 종료 시험
	@$(PY) -m tests.crash --rounds $(ROUNDS) $(if $(SEED),--seed $(SEED)) $(if $(RESUME),--resume)

bench: $(DEV) ## how fast it is on this machine (WHAT="ledger blobs": those parts) · 속도 측정
	$(PY) -m benchmarks $(WHAT)

screens: $(DEV) ## screenshots of every page into docs/screens · 화면 갈무리
	@KEEPWORD_CHROMIUM="$$(sh .ci/chromium)" || exit 1; export KEEPWORD_CHROMIUM; \
	  $(PY) -m tests.browser.screens

clean: ## remove the installation and everything built; ./var (your data) stays · 설치물 지우기
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# `find` drops the stamps of other locks: what they stood for is gone with this installation.
$(RUNTIME) $(DEV):
	@sh .ci/venv
	@echo "Installing Keepword … · 설치합니다 …"
	@find .venv -maxdepth 1 \( -name '.runtime-*' -o -name '.dev-*' \) ! -name '*-$(SUM)' -delete
	@$(PIP) -r $(if $(filter $@,$(DEV)),requirements-dev.lock,requirements.lock)
	@sh .ci/link
	@touch $@
