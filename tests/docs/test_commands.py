"""Every command of the README and docs/ is typed into a shell as it stands there, one after the other, on a course of
small lessons.

The environment is made by the course's own set-up, from the package registry. Placeholders such as NAME are filled in;
servers are asked for their page and stopped. What makes a class's machine and its image is typed in
test_class_machine.py and test_containers.py.
"""

import contextlib
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

import mini_course
import pytest
from docs_pages import FOR_THE_IMAGE, ON_THE_MACHINE, PAGES, RECIPE, START, commands
from lessons import ROOT
from system import needs, one_at_a_time

pytestmark = needs("chromium", "graphviz", "node", "bubblewrap")

LESSONS = ["00-start-here", "01-perceptron", "03-feedforward", "05-backpropagation", "07-keras-models", "08-training"]
PATIENCE = 600
ADDRESS = r"http://127\.0\.0\.1:\d+\S+token=\S+\s"


@dataclass
class Step:
    """One command of the docs, and how to tell that it worked."""

    command: str
    says: str = ""  # found in what it prints
    filled: dict = field(default_factory=dict)  # placeholder -> what stands for it here
    before: str = ""  # prepares what the reader has at that point
    after: str = ""  # fails unless the command did its work
    serves: bool = False  # does not end: `says` is waited for, then it is stopped
    beside: tuple = ()  # commands of the docs that serve meanwhile, each with what it then says
    settings: dict = field(default_factory=dict)  # environment variables: smaller work than a reader's
    folder: str = "."  # seen from the course's
    alone: str = ""  # what no other test of this computer may have meanwhile

    def __str__(self):
        return self.command if self.folder == "." else f"{self.command} in {Path(self.folder).name}"


ANNA = {"ADDRESS": "example.org", "LESSON": "05-backpropagation", "HOST": "127.0.0.1"}
STUDENT = "../student/nncourse"
FRESH = "git checkout --quiet . && git clean --quiet --force -d"
CLUSTER = (("dask scheduler", "Scheduler at:"), ("dask worker tcp://HOST:8786 --nthreads 2", "Registered to:"))
AN_EXCHANGE = """
    mkdir -p grading/exchange ../ben && chmod 777 grading/exchange && export NBGRADER_EXCHANGE=$PWD/grading/exchange
    nbgrader release_assignment 05-backpropagation && cp nbgrader_config.py ../ben && cd ../ben
    nbgrader fetch_assignment 05-backpropagation && nbgrader submit 05-backpropagation
"""
ALIKE = """
    for name in cleo dora; do
        mkdir grading/submitted/$name && cp -r grading/submitted/anna/05-backpropagation grading/submitted/$name
        sed -i 's/raise NotImplementedError()/return 17/' grading/submitted/$name/*/*.ipynb
    done
    nncourse grade 05
"""
LAST_YEAR = """
    for n in $(seq 12); do mkdir -p ../last-year/old$n && cp -r grading/submitted/anna/05-backpropagation ../last-year/old$n; done
"""
PEOPLE = "printf 'Name,Login\\nBen Bee,ben\\n' > people.csv"
IS_FULL = "python -c 'from importlib import metadata as m; print(m.version(\"tensorflow\"))'"
STEPS = [
    Step("make help", "make TARGET"),
    Step("make lab", ADDRESS, serves=True),
    Step("make test", r"\d passed", settings={"PYTEST_ADDOPTS": "tests/course/test_data.py"}),
    Step("make test ALL=1", r"\d passed", settings={"PYTEST_ADDOPTS": "tests/course/test_data.py"}),
    Step("make test ROOM=checks", r"\d passed", settings={"PYTEST_ADDOPTS": "-k 07.triple"}),
    Step(
        'make test ROOM="checks lessons"',
        r"\d passed",
        settings={"PYTEST_ADDOPTS": "-k 07.triple"},
    ),
    Step("make test CHANGED=1", r"\d passed", settings={"PYTEST_ADDOPTS": "-k index_names"}),
    Step(
        'make test TEST_ARGS="--order=random tests/course"',
        r"files shuffled: --order=\d+",
        settings={"PYTEST_ADDOPTS": "--collect-only"},
    ),
    Step(
        "make style",
        "Nothing to mend",
        # The small lessons are laid out for the eye; the code of the course is looked through.
        before="printf '[lint]\\nselect = []\\n' > solutions/ruff.toml && .venv/bin/ruff format --quiet .",
        after=FRESH,
    ),
    Step("make setup"),
    Step(
        "make lab PYTHON=/path/to/python3.12",
        ADDRESS,
        {"/path/to/python3.12": getattr(sys, "_base_executable", sys.executable)},
        serves=True,
    ),
    Step('make lab LAB_ARGS="--no-browser --port=8899"', r"127\.0\.0\.1:(8899|89\d\d)", serves=True),
    Step("make lab LAB_ARGS=--ip=0.0.0.0", ADDRESS, serves=True),
    Step("jupyter lab", ADDRESS, serves=True),
    Step("python helpers/bootstrap.py lab", ADDRESS, serves=True),
    Step("make doctor", "Python"),
    Step("nncourse doctor", "Python"),
    Step("make progress", "passed"),
    Step("nncourse progress", "passed"),
    # Writing
    Step("make build", "Nothing had changed"),
    Step("make build LESSONS=05", "Nothing had changed"),
    Step("make check", "up to date"),
    Step("make lint", "No complaint"),
    Step(
        'nncourse new-lesson 14-attention --title "Attention"',
        "wrote",
        after=f"test -f solutions/14-attention/exercises.py && {FRESH}",
    ),
    Step('nncourse new-lesson 14-attention --title "Attention" --minutes 75', "wrote"),
    Step("nncourse new-exercise 14 attention_weights --points 3", "wrote", after=f"make build && make lint && {FRESH}"),
    # Giving out
    Step("make bundle", "nncourse.zip", after="unzip -tq bundle/nncourse.zip"),
    Step("git init --initial-branch=main ../nncourse-students"),
    Step(
        "make bundle GIT=../nncourse-students",
        after="git -C ../nncourse-students log --oneline && test ! -e ../nncourse-students/solutions",
    ),
    Step(
        "nncourse update path/to/nncourse.zip",
        "01-perceptron.ipynb: new",
        {"path/to": "../../course/bundle"},
        folder=STUDENT,
        before="mkdir ../student && unzip -q bundle/nncourse.zip -d ../student && rm -r "
        "../student/nncourse/course/01-perceptron",
    ),
    # A student, who reads docs/student-guide.md as the README of the bundle, with an environment of its own
    Step("make lab", ADDRESS, serves=True, folder=STUDENT),
    Step("make doctor", "Python", folder=STUDENT),
    Step(".venv/bin/nncourse progress", "passed", folder=STUDENT),
    Step(
        ".venv/bin/nncourse update path/to/nncourse.zip",
        "No lesson had changed",
        {"path/to": "../../course/bundle"},
        folder=STUDENT,
    ),
    Step("python helpers/bootstrap.py lab", ADDRESS, serves=True, folder=STUDENT),
    Step("nncourse colab https://ADDRESS/nncourse.zip", "bundle/colab", ANNA),
    # Grading
    Step(
        "nncourse exam --marks 40 --papers 2 --seed 7",
        "A-marker.html",
        {"--marks 40 --papers 2": "--marks 4 --papers 2"},
        after="test -s exams/7/B.html",
    ),
    Step(
        "nncourse mark exam-7",
        r"/marking/exam-7/\S+",
        before="printf 'Name,Login\nCleo Cee,cleo\n' > exam.csv && nncourse roster import exam.csv && "
        "nncourse exam --marks 4 --papers 2 --seed 7",
        serves=True,
    ),
    Step(
        "nncourse history STUDENT exam-7",
        "open of",
        {"STUDENT": "cleo"},
        after="nncourse roster delete --yes cleo && rm exam.csv",
    ),
    Step("nncourse collect export.zip --dry-run", "anna"),
    Step(
        "nncourse collect export.zip",
        "anna",
        after="test -f grading/submitted/anna/05-backpropagation/05-backpropagation.ipynb",
    ),
    Step('nncourse collect export.zip --decide "anna=new"', "there already"),
    Step('make grade LESSONS="01 05"', "2 graded"),
    Step("make grade LESSONS=00", "1 graded"),
    Step("make grade", "3 graded, 3 unchanged"),
    Step("nncourse grade --again", "6 graded"),
    Step("nncourse grade 05 --seed N", r"\d graded.* Seed 7\.", {"N": "7"}),
    Step("nncourse history STUDENT LESSON", "judging code", ANNA | {"STUDENT": "anna"}),
    Step("nncourse appeal STUDENT LESSON", "Nothing was written", ANNA | {"STUDENT": "anna"}),
    Step(".venv/bin/nncourse appeal anna 05 --seeds 5", "Nothing was written"),
    Step(
        "nncourse new-misconception 05.hidden_gradients",
        "def triple_unexpected_1",
        {"hidden_gradients": "triple"},
        before=ALIKE,
        after="nncourse roster delete cleo --yes && nncourse roster delete dora --yes",
    ),
    Step(
        "nncourse grade --scheduler tcp://HOST:8786",
        r"\d+ graded",
        ANNA,
        beside=CLUSTER,
        before="rm grading/results/*/*.json",
    ),
    Step("nncourse mark", r"http://127\.0\.0\.1:8890/marking\S+", serves=True),
    Step("nncourse mark 05", r"http://127\.0\.0\.1:\d+/marking/05-backpropagation/\S+", serves=True),
    Step("make demo", "feedback page"),
    Step("nbgrader autograde LESSON", filled=ANNA),
    Step("nbgrader export", after="test -f grades.csv"),
    Step("nbgrader generate_feedback", filled={"feedback": "feedback 05-backpropagation"}),
    Step("nbgrader collect 05-backpropagation", "Collecting submission", before=AN_EXCHANGE),
    Step('nncourse new-term ../next-term --term "Autumn 2027"', "Autumn 2027", after="test ! -e ../next-term/grading"),
    Step("nncourse report", "items.csv"),
    Step("nncourse report --names", "items.csv", after="grep -q 'names people' grading/report.html"),
    Step("nncourse similar 05 --with ../last-year", "No two are more alike", before=LAST_YEAR),
    # People: anna is known from her hand-in, ben from a list
    Step("nncourse roster import people.csv", "1 new", before=PEOPLE),
    Step("nncourse roster import gradebook.csv", "1 as before", before=PEOPLE.replace("people", "gradebook")),
    Step("nncourse roster list", "Ben Bee"),
    Step("nncourse roster extend anna 05 2", "2 day"),
    Step("nncourse export gradebook.csv", "1 mark", before="printf 'Login,HW 5\\nanna,\\nben,\\n' > gradebook.csv"),
    Step('nncourse export gradebook.csv --column "HW 5=05"', "1 mark"),
    Step(
        "nbgrader export --exporter=helpers.instructors.platforms.nbgrader_exports.Canvas --to=canvas.csv",
        after="ls canvas*.csv && rm canvas*.csv",
    ),
    Step("nncourse roster export anna", "wrote anna.zip", after="unzip -tq anna.zip && rm anna.zip"),
    Step("nncourse roster rename anna anna.ant", "Done", {"rename": "rename --yes"}),
    Step("nncourse roster merge anna.ant ben", "Done", {"merge": "merge --yes"}),
    Step("nncourse roster delete ben", "Done", {"delete": "delete --yes"}),
    # An exam as a notebook, which the one person on the roster hands in
    Step(
        "nncourse exam --notebook --lesson 02 --lesson 06 --marks 20 --minutes 60 --to mid",
        "1 notebook",
        {"--lesson 02 --lesson 06 --marks 20": "--lesson 05 --marks 2"},
        before="printf 'Name,Login\nCleo Cee,cleo\n' > exam.csv && nncourse roster import exam.csv",
        after="mkdir -p grading/submitted/cleo/90-exam-mid && cp grading/exams/mid/notebooks/cleo/* $_",
    ),
    Step("nncourse grade 90", "1 graded"),
    Step("nncourse appeal STUDENT 90", "Nothing was written", {"STUDENT": "cleo"}),
    # Handouts
    Step('make handouts LESSONS="01 05"', after="test -f handouts/student/05-backpropagation.html"),
    Step("make handouts", "up to date"),
    Step("make handouts PDF=1", after="test -f handouts/student/01-perceptron.pdf"),
    Step("nncourse handouts 05 --edition student --pdf --jobs 4", "up to date"),
    Step("make site", after="test -f site/index.html"),
    Step(
        "jupyter nbconvert --to nncourse_student own.ipynb",
        before="cp course/01-perceptron/01-perceptron.ipynb own.ipynb",
        after="test -f own.html",
    ),
    # A hub, measuring
    Step("make hub", "JupyterHub is now running", serves=True, alone="port 8000"),
    Step('make hub HUB_ARGS="--port 8765"', "JupyterHub is now running at .*8765", serves=True),
    Step("nncourse hub-memory", r"a Keras lesson \(08\).* MB"),
    Step("make release", "git tag --annotate v", after="ls dist/nncourse-*-students.zip dist/nncourse-*-handouts.zip"),
    Step("make bench", "`import helpers`, over bare Python", settings={"PARTS": "imports"}),
    Step("make bench-grading", "times the throughput", settings={"LESSONS": "01 2 1"}),
    # The environment itself
    # Without NVIDIA's own libraries, which are some GB.
    Step(
        "make lab GPU=1",
        ADDRESS,
        serves=True,
        settings={"UV_EXCLUDE": "../nvidia.txt"},
        after=f"{IS_FULL} && make setup GPU=0 && ! {IS_FULL}",
    ),
    Step("make lock", after="grep -q tensorflow requirements.lock"),
    Step("make lock UPGRADE=1", after="grep -q tensorflow requirements.lock"),
    Step("make clean", after="test ! -e .venv"),
]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """An instructor's repository with small lessons, no environment yet, and one platform's export."""
    root = mini_course.make_whole(tmp_path_factory.mktemp("docs") / "course", LESSONS)
    inbox = root.parent / "export/anna"
    inbox.mkdir(parents=True)
    for slug in LESSONS:
        shutil.copy(root / f"course/{slug}/{slug}.ipynb", inbox)
    shutil.make_archive(str(root / "export"), "zip", root.parent / "export")
    tensorflow = "tensorflow-cpu" if sys.platform == "linux" and platform.machine() == "x86_64" else "tensorflow"
    libraries = sorted(
        {name for line in metadata.requires(tensorflow) for name in re.findall("^nvidia[a-z0-9-]*", line)}
    )
    (root.parent / "nvidia.txt").write_text("\n".join(libraries) + "\n")
    mini_course.commit_all(root)
    return root


@pytest.fixture(scope="module")
def settings(course):
    """A reader's environment: nothing of the test run's own, a home without a past, and no browser that opens."""
    taken = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST", "PYTHON", "VIRTUAL_ENV", "JUPYTER", "NBGRADER"))
    }
    path = [folder for folder in os.environ["PATH"].split(os.pathsep) if Path(folder) != Path(sys.executable).parent]
    home = course.parent / "home"
    home.mkdir()
    (home / "jupyter_server_config.py").write_text("c.ServerApp.allow_root = True\nc.ServerApp.open_browser = False\n")
    return taken | {
        "PATH": os.pathsep.join([str(course / ".venv/bin"), *path]),
        "PYTHON": getattr(sys, "_base_executable", sys.executable),
        "NNCOURSE_HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home),
    }


def filled(command, placeholders):
    for name, value in placeholders.items():
        command = command.replace(name, value)
    return command


class Shell:
    """Types commands in the course's folder and keeps what they print."""

    def __init__(self, course, settings):
        self.course, self.settings = course, settings

    def run(self, command):
        """Run commands that end well; return what they print."""
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.course,
            env=self.settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stdout[-4000:]
        return done.stdout

    @contextlib.contextmanager
    def serving(self, command, says):
        """Start a command that does not end and wait for what it says; yields that, and stops it in the end."""
        log = self.course.parent / f"{re.sub('[^a-z]+', '-', command)[:60]}.log"  # several may serve at once
        with log.open("w") as out:
            process = subprocess.Popen(
                ["bash", "-c", command],
                cwd=self.course,
                env=self.settings,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            end, found = time.monotonic() + PATIENCE, None
            while not found:
                assert process.poll() is None and time.monotonic() < end, (
                    f"{command} did not say {says!r}:\n{log.read_text()[-3000:]}"
                )
                time.sleep(0.2)
                found = re.search(says, log.read_text())
            yield found[0]
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(60)


def status_of(address):
    """What a page answers. JupyterLab prints its address a moment before it listens there."""
    for patience in (*[0.2] * 50, None):
        try:
            with urllib.request.urlopen(address) as page:
                return page.status
        except urllib.error.URLError as error:
            if patience is None or not isinstance(error.reason, ConnectionRefusedError):
                raise
            time.sleep(patience)


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS, ids=str)
def test_the_command_works(step, course, settings):
    activated = os.path.normpath(course / step.folder / ".venv/bin")
    shell = Shell(course, settings | step.settings | {"PATH": f"{activated}{os.pathsep}{settings['PATH']}"})
    with contextlib.ExitStack() as stack:
        shell.run(step.before)
        if step.alone:
            stack.enter_context(one_at_a_time(step.alone))
        for command, says in step.beside:
            stack.enter_context(shell.serving(filled(command, step.filled), says))
        command = filled(step.command, step.filled)
        if step.serves:
            found = stack.enter_context(shell.serving(f"cd {step.folder} && exec {command}", step.says))
            if found.startswith("http"):
                assert status_of(found.strip()) == 200
        else:
            told = shell.run(f"cd {step.folder} && {command}")
            assert re.search(step.says, told), told[-4000:]
    shell.run(step.after)


# -- nothing is left out ------------------------------------------------------------------------------------------


def plain(command):
    """A command without the folder that its program lies in: an activated environment needs none."""
    return re.sub(r"^\S*bin/", "", command)


def typed():
    """Every command that some test types."""
    lines = [step.command for step in STEPS] + [command for step in STEPS for command, _ in step.beside]
    lines += [*ON_THE_MACHINE, *RECIPE.splitlines(), *START.splitlines(), *FOR_THE_IMAGE]
    return {plain(line) for line in lines}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_of_the_page_is_typed_by_a_test(page):
    lines = typed()
    left = []
    for command in map(plain, commands(page)):
        only_named = len(command.split()) <= 3 and any(line.startswith(command + " ") for line in lines)
        if command not in lines and not only_named:
            left.append(command)
    assert left == [], "add a Step"


def test_every_step_is_still_a_command_of_the_docs():
    told = {plain(command) for page in PAGES for command in commands(page)}
    assert {plain(step.command) for step in STEPS} - told == set()


def test_commands_are_found_behind_blocks_of_other_languages(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "```python\nx = 1\n```\nSay `make lab`, or `x = 1`.\n```sh\nmake handouts  # all\ncd a && podman build "
        ".\nfrobnicate --all\n```\n"
    )
    assert list(commands(page)) == ["make handouts", "podman build .", "frobnicate --all", "make lab"]
