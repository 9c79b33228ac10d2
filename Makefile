# Everything one does with this project from a shell. `make` or `make help` lists it.

PORT ?= 8000
VAR ?= var
SHELL := /bin/sh
PY := .venv/bin/python
# PostgreSQL for the second half of `make test`; skipped, and said so, where it does not answer.
TEST_DATABASE_URL ?= postgresql:///test

.DEFAULT_GOAL := help
.PHONY: help run dev token test lint messages bench bench-pages bench-night bench-registrations bench-sending crashdrill mutate clean installed installed-dev

help: ## List these commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  PORT=8010 and VAR=/some/folder move the address and the data of run, dev and token."

run: installed ## Start everything with the demo's data on http://127.0.0.1:8000
	@exec env PORT="$(PORT)" VAR="$(VAR)" $(PY) manage.py run --demo

dev: installed-dev ## The same with DEBUG=1 and a web server that reloads (workers do not)
	@exec env DEBUG=1 PORT="$(PORT)" VAR="$(VAR)" $(PY) manage.py run --demo --reload

token: installed ## Print an API token for the demo on the last line
	@exec env PORT="$(PORT)" VAR="$(VAR)" $(PY) manage.py demo_token

test: installed-dev ## Run the tests, on SQLite and where it answers on PostgreSQL too
	@exec env TEST_DATABASE_URL="$(TEST_DATABASE_URL)" sh .ci/suite

lint: installed-dev ## Style, types, layers, migrations and translations
	@exec sh .ci/lint

messages: installed-dev ## Bring the English catalogue up to date with the code (needs gettext)
	@exec sh .ci/messages config/locale

bench: installed ## What feeds, pages (if a service runs on PORT) and sending cost, beside yardsticks
	@$(PY) -m bench.pages.feeds
	@env PORT="$(PORT)" $(PY) -m bench.pages.responses
	@exec $(MAKE) --no-print-directory bench-sending

bench-pages: installed ## What public pages cost the web process, beside a bare view and nginx with a file
	@exec env -u VAR $(PY) -m bench.pages

bench-registrations: installed ## Registrations a second beside a bare lock, count and INSERT; DATABASE_URL= an empty PostgreSQL
	@exec $(PY) -m bench.registrations

bench-night: installed ## A busy evening at once, MINUTES= of it, PART=0.1 of its crowd, NGINX=1 in front (needs DATABASE_URL, an empty PostgreSQL)
	@exec env -u VAR $(PY) -m bench.night $(MINUTES) $(if $(NGINX),--nginx) $(if $(PART),--part=$(PART))

bench-sending: installed ## Sending alone, beside smtp-source and other packages (needs Debian's postfix)
	@exec env VAR="$(VAR)" TEST_DATABASE_URL="$(TEST_DATABASE_URL)" $(PY) -m bench.sending

crashdrill: installed ## Kill everything while 20,000 mails go out, on both databases; SEED= repeats a run
	@env TEST_DATABASE_URL="$(TEST_DATABASE_URL)" $(PY) -m bench.crashdrill sqlite
	@env TEST_DATABASE_URL="$(TEST_DATABASE_URL)" $(PY) -m bench.crashdrill postgresql

mutate: installed-dev ## Put 400 slips into the core rules, one at a time: does a test see each? SEED= repeats, COUNT=, ROOMS=
	@exec nice $(PY) -m bench.mutants --count "$(or $(COUNT),400)" --seed "$(SEED)" $(ROOMS)

clean: ## Remove the environment and everything that tools leave; data in VAR stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .schemathesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find config -name '*.mo' -delete

installed:
	@$(FIND_PYTHON) exec "$$python" config/bootstrap.py requirements.txt

installed-dev:
	@$(FIND_PYTHON) exec "$$python" config/bootstrap.py requirements-dev.txt

# The first interpreter that is new enough; PYTHON=… goes before all others.
define FIND_PYTHON
python=; \
for name in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$name; break; fi; \
done; \
if [ -z "$$python" ]; then \
	echo "Python 3.11 or newer is needed, and none is found here. On Debian: apt-get install python3 python3-venv" >&2; exit 1; \
fi;
endef
