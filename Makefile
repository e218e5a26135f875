# The map of the course: `make help`. Each target is one command of `nncourse`, run in the environment .venv,
# which the first target makes from the lock and later ones leave alone. PYTHON=path chooses the Python.

.DEFAULT_GOAL := help
.PHONY: help lab test setup doctor progress build check handouts site lock release clean lint style bundle grade demo hub bench bench-grading

# Another environment that is active in this shell, conda's for instance, does not mix into the course's own.
CLEAN = unset PYTHONHOME PYTHONPATH VIRTUAL_ENV CONDA_PREFIX;
unexport PYTHONHOME PYTHONPATH VIRTUAL_ENV CONDA_PREFIX
# Any Python can start the set-up; it looks for a suitable one itself.
START = $(shell $(CLEAN) for p in "$(PYTHON)" .venv/bin/python python3 python3.14 python3.13 python3.12 python3.11 python; do \
	[ -n "$$p" ] && "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 6))' >/dev/null 2>&1 && echo "$$p" && break; done)
BOOTSTRAP = @python="$(START)"; \
	[ -n "$$python" ] || { echo "Stopped: no Python was found; install Python 3 (Debian, Ubuntu: apt install python3-venv), or name one with PYTHON=path." >&2; exit 1; }; \
	exec "$$python" helpers/bootstrap.py
# nbgrader calls other programs of the environment by name.
NNCOURSE = @PATH="$(CURDIR)/.venv/bin:$$PATH" .venv/bin/python -m helpers

export PYTHON GPU ALL ROOM CHANGED

help: ## this map
	@echo "make TARGET, where TARGET is one of"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo "Choices: PYTHON=path  GPU=1  LAB_ARGS='--no-browser --port=8899'  TEST_ARGS='tests/machine/test_set_up.py'"

lab: ## open JupyterLab on the first lesson (sets up at the first time)
	$(BOOTSTRAP) lab $(LAB_ARGS)

test: ## tests that say whether the course works here (ALL=1 every test, ROOM=checks a room's, CHANGED=1 a change's)
	$(BOOTSTRAP) test $(TEST_ARGS)

setup: ## only make or update the environment .venv
	$(BOOTSTRAP) setup

doctor: setup ## say what of the environment is fine and how to mend the rest
	$(NNCOURSE) doctor

progress: setup ## show which exercises you have passed
	$(NNCOURSE) progress

build: setup ## rebuild everything generated from solutions/ (LESSONS=05 only that one)
	$(NNCOURSE) build $(LESSONS)

check: setup ## say whether anything generated is stale
	$(NNCOURSE) build --check

lint: setup ## look through the lessons for what would trip a reader or the grader
	$(NNCOURSE) lint $(LESSONS)

style: setup ## look through the code: layout, types, imports, declared packages (seconds)
	$(NNCOURSE) style

bundle: setup ## what students receive, without answers, as bundle/nncourse.zip (GIT=folder commits it there instead)
	$(NNCOURSE) bundle $(if $(GIT),--git $(GIT))

handouts: setup ## pages of the lessons that need no network, in handouts/ (LESSONS=05, PDF=1, PAPER=letter, ANSWERS=none)
	$(NNCOURSE) handouts $(LESSONS) $(if $(PDF),--pdf) $(if $(PAPER),--paper $(PAPER)) $(if $(ANSWERS),--answers $(ANSWERS))

site: setup ## all student pages as a static site with search, in site/
	$(NNCOURSE) site

lock: setup ## make both locks and environment.yml anew from pyproject.toml
	$(NNCOURSE) lock

release: setup ## the wheel, the students' zip and the handouts of this version, in dist/
	@.venv/bin/python -m helpers.instructors.upkeep.release

clean: ## remove the environment and all caches; keeps your work and grades
	rm -rf .venv .pytest_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

grade: setup ## grade what lies in grading/submitted (LESSONS=05, ARGS='--student anna')
	$(NNCOURSE) grade $(LESSONS) $(ARGS)

demo: setup ## make a small class of submissions, grade it, show the report
	$(NNCOURSE) demo $(LESSONS)

bench: ## measure against the bars and the peers (PARTS="imports widgets", WRITE=1 for docs/measured.md)
	$(BOOTSTRAP) setup
	@.venv/bin/python -c "import playwright" 2>/dev/null || { echo "Stopped: run \`make test\` once; it adds the packages that drive a browser." >&2; exit 1; }
	@.venv/bin/python tests/bench $(PARTS) $(if $(WRITE),--write)

bench-grading: setup ## grading against stock nbgrader autograde, on this machine
	$(NNCOURSE) bench-grading $(LESSONS)

hub: setup ## try the course on a JupyterHub on this computer (HUB_ARGS='--port 8765'); only for trying
	$(NNCOURSE) hub $(HUB_ARGS)
