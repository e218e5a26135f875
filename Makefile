# The map of the course: `make help`. Each target is one command of `nncourse`, run in the environment .venv,
# which the first target makes from the lock and later ones leave alone. PYTHON=path chooses the Python.

.DEFAULT_GOAL := help
.PHONY: help lab test setup doctor progress build check handouts site lock clean lint bundle grade demo hub bench bench-grading

# Any Python can start the set-up; it looks for a suitable one itself.
START = $(shell for p in "$(PYTHON)" .venv/bin/python python3 python3.13 python3.12 python3.11 python; do \
	[ -n "$$p" ] && "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 6))' >/dev/null 2>&1 && echo "$$p" && break; done)
BOOTSTRAP = @python="$(START)"; \
	[ -n "$$python" ] || { echo "Stopped: no Python was found; the course needs Python 3.11, 3.12 or 3.13." >&2; exit 1; }; \
	exec "$$python" helpers/bootstrap.py
# nbgrader calls other programs of the environment by name.
NNCOURSE = @PATH="$(CURDIR)/.venv/bin:$$PATH" .venv/bin/python -m helpers

export PYTHON GPU

help: ## this map
	@echo "make TARGET, where TARGET is one of"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo "Choices: PYTHON=path  GPU=1  LAB_ARGS='--no-browser --port=8899'  TEST_ARGS='tests/test_environment.py'"

lab: ## open JupyterLab on the first lesson (sets up at the first time)
	$(BOOTSTRAP) lab $(LAB_ARGS)

test: ## run every test
	$(BOOTSTRAP) test $(TEST_ARGS)

setup: ## only make or update the environment .venv
	$(BOOTSTRAP) setup

doctor: setup ## say what of the environment is fine and how to mend the rest
	$(NNCOURSE) doctor

progress: setup ## show which exercises you have passed
	$(NNCOURSE) progress

build: setup ## rebuild everything generated from solutions/
	$(NNCOURSE) build

check: setup ## say whether anything generated is stale
	$(NNCOURSE) build --check

lint: setup ## look through the lessons for what would trip a reader or the grader
	$(NNCOURSE) lint $(LESSONS)

bundle: setup ## what students receive, without answers, as bundle/nncourse.zip (GIT=folder commits it there instead)
	$(NNCOURSE) bundle $(if $(GIT),--git $(GIT))

handouts: setup ## pages of the lessons that need no network, in handouts/ (LESSONS=05, PDF=1, PAPER=letter)
	$(NNCOURSE) handouts $(LESSONS) $(if $(PDF),--pdf) $(if $(PAPER),--paper $(PAPER))

site: setup ## all student pages as a static site with search, in site/
	$(NNCOURSE) site

lock: setup ## make both locks and environment.yml anew from pyproject.toml
	@.venv/bin/python -m helpers.building.locks

clean: ## remove the environment and all caches; keeps your work and grades
	rm -rf .venv .pytest_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

grade: setup ## grade what lies in grading/submitted (LESSONS=05, ARGS='--student anna')
	$(NNCOURSE) grade $(LESSONS) $(ARGS)

demo: setup ## make a small class of submissions, grade it, show the report
	$(NNCOURSE) demo $(LESSONS)

bench: ## measure against the bars and the peers (PARTS="imports widgets", WRITE=1 for the README)
	$(BOOTSTRAP) setup
	@.venv/bin/python -c "import playwright" 2>/dev/null || { echo "Stopped: run \`make test\` once; it adds the packages that drive a browser." >&2; exit 1; }
	@.venv/bin/python tests/bench $(PARTS) $(if $(WRITE),--write)

bench-grading: setup ## grading against stock nbgrader autograde, on this machine
	@PATH="$(CURDIR)/.venv/bin:$$PATH" .venv/bin/python -m helpers.grading.bench $(LESSONS)

hub: setup ## try the course on a JupyterHub on this computer (HUB_ARGS='--port 8765'); only for trying
	$(NNCOURSE) hub $(HUB_ARGS)
