"""What a stranger expects of a repository: a workflow that could run, templates, a citation, one version, marked files."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from lessons import ROOT

from helpers import bootstrap
from helpers.instructors.upkeep import release

BIN = Path(sys.executable).parent
WORKFLOW = ROOT / ".github/workflows/tests.yml"
SCHEMAS = {
    "vendor.github-workflows": [WORKFLOW],
    "vendor.github-issue-forms": [ROOT / ".github/ISSUE_TEMPLATE" / name for name in ("bug.yml", "hint.yml")],
    "vendor.github-issue-config": [ROOT / ".github/ISSUE_TEMPLATE/config.yml"],
    "vendor.citation-file-format": [ROOT / "CITATION.cff"],
}
GENERATED = ("course/**/*.ipynb", "solutions/**/*.ipynb", "helpers/checks/public/*.json", "*.lock", "environment.yml")


def jobs():
    return yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]


def commands(job):
    return [step["run"] for step in job["steps"] if "run" in step]


@pytest.mark.parametrize("schema", SCHEMAS)
def test_what_others_read_is_well_formed(schema):
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, SCHEMAS[schema])]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_workflow_with_a_slip_would_be_noticed(tmp_path):
    slip = tmp_path / "tests.yml"
    slip.write_text(WORKFLOW.read_text("utf-8").replace("runs-on:", "run-on:"))
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(slip)]
    assert subprocess.run(words, capture_output=True).returncode == 1


@pytest.mark.parametrize("slip, code", [("", 0), ("\n      - run: echo ${{ github.event.pull_request.title }}", 14)])
def test_the_linter_for_workflows_finds_slips_and_here_none(tmp_path, slip, code):
    (tmp_path / "tests.yml").write_text(WORKFLOW.read_text("utf-8").rstrip() + f"{slip}\n")
    words = [
        BIN / "zizmor",
        "--offline",
        "--no-progress",
        "--config",
        ROOT / ".github/zizmor.yml",
        tmp_path / "tests.yml",
    ]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr


@pytest.mark.skipif(os.name == "nt", reason="the hooks name programs as they lie on Linux and macOS")
def test_pre_commit_changes_no_file_that_is_fine(tmp_path):
    """All files, by the hooks that may change them; once they laid out the lessons, too."""
    stop_unless_git()
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run([*git, "clone", "--quiet", "--no-local", "--depth=1", f"file://{ROOT}", tmp_path / "c"], check=True)
    (tmp_path / "c/.venv").symlink_to(BIN.parent)
    here = {**os.environ, "SKIP": "generated", "PRE_COMMIT_HOME": str(tmp_path / "home")}
    words = [BIN / "pre-commit", "run", "--all-files", "--show-diff-on-failure", "--color=never"]
    done = subprocess.run(words, cwd=tmp_path / "c", env=here, capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout.count("Passed") == 2, done.stdout[-3000:] + done.stderr


def test_the_workflow_runs_everything_on_linux_and_each_python_on_each_system(tmp_path):
    assert ".ci/run" in commands(jobs()["everything"])
    matrix = jobs()["works-here"]["strategy"]["matrix"]
    assert {name.split("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}
    assert commands(jobs()["works-here"]) == ["python helpers/bootstrap.py test"]
    assert matrix["python"] == "${{ fromJSON(needs.pythons.outputs.all) }}"
    minors = range(bootstrap.pythons()[0][1], bootstrap.pythons()[1][1] + 1)
    assert json.loads(told_by_the_job("pythons", tmp_path)["all"]) == [f"3.{minor}" for minor in minors]


def told_by_the_job(name, folder):
    """What the first command of a job tells the others, run as the job runs it."""
    (command,) = commands(jobs()[name])
    here = {**os.environ, "GITHUB_OUTPUT": str(folder / "output")}
    subprocess.run(["bash", "-e", "-c", command], cwd=ROOT / "helpers", env=here, check=True)
    return dict(line.split("=", 1) for line in (folder / "output").read_text().splitlines())


@pytest.mark.skipif(os.name == "nt", reason="the jobs are those of a Linux")
def test_the_next_python_is_one_number_away(tmp_path):
    """The job's own command raises it; then everything that asks which Pythons there are has one more."""
    newest = bootstrap.pythons()[1][1]
    told = told_by_the_job("pythons", tmp_path)
    assert (told["newest"], told["next"]) == (f"3.{newest}", f"3.{newest + 1}")
    (tmp_path / "helpers").mkdir()
    for name in ("pyproject.toml", "helpers/bootstrap.py"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    raise_it, lock, test = commands(jobs()["next-python"])
    here = {**os.environ, "NEXT": told["next"]}
    subprocess.run(["bash", "-e", "-c", raise_it], cwd=tmp_path, env=here, check=True)
    ask = [sys.executable, "-c", "import bootstrap; print(bootstrap.pythons()[1][1], bootstrap.wanted())"]
    after = subprocess.run(ask, cwd=tmp_path / "helpers", capture_output=True, text=True, check=True).stdout
    assert after == f"{newest + 1} {bootstrap.wanted().replace(' or ', ', ')} or 3.{newest + 1}\n"
    assert lock.startswith("make lock UPGRADE=1") and test.startswith("make test")


def test_the_version_is_said_alike_everywhere(tmp_path):
    version = release.agreed_version(ROOT)
    for name in ("pyproject.toml", "CITATION.cff", "docs/changelog.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (tmp_path / "CITATION.cff").write_text("version: 9.9.9\n")
    with pytest.raises(ValueError, match=f"pyproject.toml says {version}, CITATION.cff says 9.9.9"):
        release.agreed_version(tmp_path)


def test_reviews_show_sources_in_place_of_what_is_generated():
    stop_unless_git()
    listed = [str(path.relative_to(ROOT)) for pattern in GENERATED for path in ROOT.glob(pattern)]
    listed += ["docs/errata.md", "docs/coverage.md"]
    words = ["git", "check-attr", "linguist-generated", "--", *listed]
    told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(told) > 40 and [line for line in told if not line.endswith(": set")] == []


def stop_unless_git():
    if not (ROOT / ".git").exists():
        pytest.skip("this copy of the course is not a git repository")
