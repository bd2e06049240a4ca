# Two commands matter: `make run` serves the product with the demonstration organisation, `make test` checks everything.

PORT ?= 8000
HOST := 127.0.0.1
VENV := .venv
PY := $(VENV)/bin/python
PIP_INSTALL := $(PY) -m pip install -qq --disable-pip-version-check --only-binary :all: --require-hashes
COMPILE := $(PY) -m piptools compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

.PHONY: run test lint fmt bench demo soak venv requirements
.DEFAULT_GOAL := run

venv: $(VENV)/.base

$(VENV)/pyvenv.cfg:
	@for python in "$(PYTHON)" python3.11 python3 python3.12 python3.13; do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		"$$python" -m venv $(VENV) && exit 0; \
		echo "不能建立虚拟环境：请为 $$python 安装 venv 模块（Debian 系统中是 python3-venv）。" >&2; rm -rf $(VENV); exit 1; \
	done; \
	echo "没有找到 Python 3.11 或更新的版本，请先安装；装在别处的可以写 make PYTHON=/路径/python3.11。" >&2; exit 1

$(VENV)/.base: requirements/base.txt | $(VENV)/pyvenv.cfg
	@echo "正在安装运行所需的程序包……"
	@$(PIP_INSTALL) -r requirements/base.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	@echo "正在安装测试所需的程序包……"
	@$(PIP_INSTALL) -r requirements/dev.txt
	@touch $@

# Server and worker stop together, whichever way the stop comes; `wait` lets the trap run at once.
run: export DEBUG = 1
run: export DJANGO_RUNSERVER_HIDE_WARNING = true
run: $(VENV)/.base
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py demo --if-empty
	@$(PY) manage.py demo --accounts
	@echo "请在浏览器中打开 http://$(HOST):$(PORT)/ ，按 Ctrl-C 结束。"
	@trap 'kill $$worker $$server 2>/dev/null; wait' EXIT; trap 'exit 0' INT TERM HUP; \
	$(PY) manage.py worker & worker=$$!; \
	$(PY) manage.py runserver --noreload $(HOST):$(PORT) & server=$$!; \
	wait $$server

demo: export DEBUG = 1
demo: $(VENV)/.base
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py demo --fresh
	@$(PY) manage.py demo --accounts

test: lint
	@tests/with_services "browser office postgresql" tests/both_databases

soak: $(VENV)/.dev
	@tests/with_services "postgresql" $(PY) -m pytest -m "soak or not browser"

bench: $(VENV)/.dev
	@JSON="$(JSON)" tests/with_services "postgresql" $(PY) -m benchmarks

lint: export DJANGO_SETTINGS_MODULE = tests.settings
lint: $(VENV)/.dev
	@$(VENV)/bin/ruff check
	@$(VENV)/bin/ruff format --check
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-logo
	@$(PY) manage.py makemigrations --check --dry-run
	@$(PY) manage.py check

fmt: $(VENV)/.dev
	@$(VENV)/bin/ruff check --fix
	@$(VENV)/bin/ruff format

requirements: export CUSTOM_COMPILE_COMMAND = make requirements
requirements: $(VENV)/.dev
	@$(COMPILE) --output-file requirements/base.txt requirements/base.in
	@$(COMPILE) --output-file requirements/dev.txt requirements/dev.in
