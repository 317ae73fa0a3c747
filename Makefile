# Two commands do everything: `make run` and `make test`. Needs Python 3.11+ and make, no more.

PYTHON ?= python3
PORT ?= $(or $(shell sed -n 's/^PORT=//p' .env 2>/dev/null),8000)
export PORT
VENV := .venv
PY := $(VENV)/bin/python
DATABASE := $(or $(DATABASE_URL),$(shell sed -n 's/^DATABASE_URL=//p' .env 2>/dev/null))
DRIVER := $(if $(findstring postgres,$(DATABASE)),$(VENV)/.installed-postgresql)
VAR := $(or $(HUB_VAR),$(shell sed -n 's/^HUB_VAR=//p' .env 2>/dev/null),var)

.PHONY: help install run demo test test-service test-elasticsearch test-browser lint format bench messages

help:
	@echo "make run     install what is missing, fill the demo, serve http://127.0.0.1:$(PORT)"
	@echo "make test    unit tests"
	@echo "make lint    style, one-way imports, types"
	@echo "make format  put the code in order"
	@echo "make demo    load the demo content again"
	@echo "make bench   measure the search"

$(VENV)/.installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed.") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed $(DRIVER)
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(VENV)/.installed-postgresql: requirements-postgresql.txt $(VENV)/.installed
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-postgresql.txt
	@touch $@

.env:
	@$(PYTHON) -c "import secrets; print('SECRET_KEY=' + secrets.token_urlsafe(50))" > .env
	@chmod 600 .env
	@echo "Wrote .env with a new secret; .env.example explains what else can stand there."

install: $(VENV)/.installed .env $(DRIVER)

$(VAR)/static/.collected: $(VENV)/.installed $(shell find hub/static -type f)
	$(PY) manage.py collectstatic --noinput --verbosity 0
	@touch $@

$(VAR)/.demo: | install
	$(PY) manage.py load_demo
	@touch $@

run: install $(VAR)/static/.collected
	$(PY) manage.py migrate --verbosity 0
	$(PY) manage.py set_up_hub
	@$(MAKE) --no-print-directory $(VAR)/.demo
	$(PY) manage.py rebuild_index --if-needed
	@exec $(PY) manage.py run_hub --bind 127.0.0.1:$(PORT)

demo: install
	$(PY) manage.py migrate --verbosity 0
	$(PY) manage.py set_up_hub
	$(PY) manage.py load_demo
	@touch $(VAR)/.demo

test: $(VENV)/.installed-dev .env
	$(PY) -m pytest --numprocesses auto --dist loadfile

# In the order of pytest-django, in which tests that empty the database come last.
test-service: $(VENV)/.installed-dev .env
	$(PY) -m pytest tests/service --numprocesses auto --dist loadfile --no-loadscope-reorder

# Starts a real Elasticsearch; needs a JDK 17 and Maven, and says so where they are missing.
test-elasticsearch: $(VENV)/.installed-dev .env
	$(PY) -m pytest -m elasticsearch -rs

# Signs in at a real Keycloak, too; needs a JDK 17 and Maven for that, and says so where they are missing.
test-browser: $(VENV)/.installed-dev .env
	$(PY) -m pytest tests/browser -rs --numprocesses auto --dist loadfile \
		-o faulthandler_timeout=600 -o faulthandler_exit_on_timeout=true

lint: $(VENV)/.installed-dev .env
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports
	$(VENV)/bin/mypy

format: $(VENV)/.installed-dev
	$(VENV)/bin/ruff check --fix-only --quiet .
	$(VENV)/bin/ruff format .

bench: $(VENV)/.installed-dev .env
	$(PY) -m tests.bench

# For developers: GNU gettext collects the strings, polib compiles them.
messages: $(VENV)/.installed-dev
	$(PY) manage.py makemessages --locale de --no-obsolete --no-location --ignore tests
	$(PY) manage.py compilemessages --ignore .venv
