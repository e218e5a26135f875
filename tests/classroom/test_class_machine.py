"""A class's own machine, made as docs/hub.md says: every command of its recipe, on an empty Debian with systemd; then
a class on it.
"""

import shlex
import shutil
import socket
import subprocess

import debian
import mini_course
import pytest
from docs_pages import ON_THE_MACHINE, RECIPE, START, UNIT
from hub_client import Person, wait_until
from lessons import ROOT
from system import needs, one_at_a_time

from helpers.instructors.people.book import COURSE_ID as COURSE

pytestmark = [needs("machine"), pytest.mark.slow]

GRADE, OTHER_SIGN_IN, PULLER, EXCHANGE, *SHARED_VOLUME = ON_THE_MACHINE
# What docs/hub.md asks for, and what any machine that boots has.
PACKAGES = [
    "python3",
    "python3-venv",
    "git",
    "make",
    "sudo",
    "unzip",
    "graphviz",
    "bubblewrap",
    "systemd",
    "systemd-sysv",
    "dbus",
    "libpam-systemd",
]
HUB = "http://127.0.0.1:8000"
LESSON = "00-start-here"
PASSWORD = "correct-horse-{}"


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    """The machine with the hub running on it, and accounts for a teacher and two students."""
    folder = tmp_path_factory.mktemp("class-machine")
    repository(folder / "repository")
    debian.make_root(folder / "root", PACKAGES)
    with (
        one_at_a_time("port 8000"),
        debian.booted(folder / "root", {folder / "repository": "/srv/repository"}) as running,
    ):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", 8000)) != 0, "port 8000, which the class's hub takes, is in use here"
        running.run("git config --system --add safe.directory '*'")  # the clone's source belongs to another account
        running.run("set -e\n" + RECIPE.replace("YOUR-REPOSITORY", "/srv/repository"))
        running.write("/etc/systemd/system/jupyterhub.service", UNIT)
        start, *account = START.splitlines()
        running.run(start)
        for name in ("teacher", "ada", "ben"):
            for line in account:
                running.run(line.replace("NAME", name).replace("PASSWORD", PASSWORD.format(name)))
        wait_until(
            lambda: "JupyterHub is now running" in running.run("journalctl --unit jupyterhub --no-pager"),
            "the hub's start",
        )
        yield running


def repository(folder):
    """Make a git repository of what lies here, committed or not."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    if listed.returncode:
        pytest.skip("this copy of the course is not a git repository")
    for name in filter(lambda name: (ROOT / name).is_file(), listed.stdout.splitlines()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    mini_course.commit_all(folder)


def person(name):
    found = Person(HUB, name, PASSWORD.format(name))
    assert found.signed_in, name
    return found


@pytest.fixture(scope="module")
def teacher(machine):
    """The instructor, in Formgrader."""
    teacher = person("teacher")
    assert teacher.open_service(COURSE).status_code == 200
    return teacher


@pytest.fixture(scope="module")
def students(machine):
    found = {name: person(name).ask_for_server() for name in ("ada", "ben")}
    return {name: student.wait_for_server() for name, student in found.items()}


def test_a_class_from_release_to_feedback(machine, teacher, students):
    released = teacher.post(f"formgrader/api/assignment/{LESSON}/release")
    assert released["success"], released
    for name, answer in (("ada", "def double(x):\n    return 2 * x"), ("ben", "def double(x):\n    return x ** 2")):
        assert set(students[name].act("fetch", LESSON)) == {"fetched"}
        students[name].solve(LESSON, "double", answer)
        validated = students[name].post("assignments/validate", json={"path": f"{LESSON}/{LESSON}.ipynb"})
        assert validated["success"] and ("failed" in validated["value"]) == (name == "ben"), validated
        assert "submitted" in students[name].act("submit", LESSON)
    collected = teacher.post(f"formgrader/api/assignment/{LESSON}/collect")
    assert collected["success"], collected
    machine.run(GRADE)
    scores = {entry["student"]: entry["score"] for entry in teacher.get(f"formgrader/api/submissions/{LESSON}")}
    assert scores["ada"] == 2 > scores["ben"]
    returned = teacher.post(f"formgrader/api/assignment/{LESSON}/release_feedback")
    assert returned["success"], returned
    for name, student in students.items():
        assert student.act("fetch_feedback", LESSON)["submitted"]["submissions"][0]["has_local_feedback"]
        assert name in machine.run(f"cat /home/{name}/{LESSON}/feedback/*/*.html")


def test_a_student_reads_neither_the_solutions_nor_another_home_and_opens_no_formgrader(students):
    ada = students["ada"]
    for place in ("/home/grader/nncourse", "/home/ben", "/srv/jupyterhub"):
        code = f"import os\ntry:\n    print(os.listdir({place!r}))\nexcept PermissionError:\n    print('closed')"
        assert ada.said_by_a_kernel(code) == "closed", place
    assert ada.session.get(f"{HUB}/services/{COURSE}/formgrader/api/assignments").status_code == 403
    found = ada.said_by_a_kernel(
        "import pathlib\nprint([str(p) for p in pathlib.Path('/opt/nncourse').rglob('*olutions*') if '.venv' not in "
        "p.parts])"
    )
    assert found == "[]"


def test_the_kernel_of_the_system_holds_a_student_to_the_units_limits(machine, students):
    unit = machine.run("systemctl show jupyter-ada-singleuser.service --property=MemoryMax,CPUQuotaPerSecUSec,TasksMax")
    assert set(unit.split()) == {f"MemoryMax={2 * 2**30}", "CPUQuotaPerSecUSec=1s", "TasksMax=256"}
    # A process of 3 GB is killed, and the student's server goes on.
    code = "import subprocess, sys\nprint(subprocess.run([sys.executable, '-c', 'block = bytearray(3 * 2**30)']).returncode)"
    assert students["ada"].said_by_a_kernel(code) == "-9"
    assert students["ada"].said_by_a_kernel("print(1 + 1)") == "2"


def test_what_the_guide_offers_to_add_is_installed(machine):
    machine.run(OTHER_SIGN_IN)
    machine.run("/opt/hub/bin/python -c 'import oauthenticator.generic'")
    machine.run(PULLER)
    machine.run("/opt/nncourse/.venv/bin/jupyter server extension list 2>&1 | grep nbgitpuller")


def test_instructors_of_a_cluster_grade_from_the_shared_volume(machine):
    """ben claims to be ada in the name that his own server gave; the folder is what the hub mounted for him."""
    lesson = "05-backpropagation"
    machine.run(EXCHANGE)
    machine.run("install -d -o grader /mnt/exchange/nncourse /mnt/exchange/nncourse/feedback")  # stands for the volume
    release, collect, *grade = (
        f"cd /home/grader/nncourse && export PATH=$PWD/.venv/bin:$PATH && {line}" for line in SHARED_VOLUME
    )
    machine.run(as_grader(release))
    hand_in = f"/mnt/exchange/nncourse/inbound/ben/ada+{lesson}+2026-01-15 12:00:00 UTC+abc"
    machine.run(f"mkdir -p '{hand_in}' && cp /mnt/exchange/nncourse/outbound/{lesson}/{lesson}.ipynb '{hand_in}'")
    machine.run(as_grader(collect))
    for line in grade:
        machine.run(as_grader(line))
    assert machine.run(f"cd /mnt/exchange/nncourse/feedback && find . -path '*/{lesson}/*.html'").split() == [
        f"./ben/{lesson}/{lesson}.html"
    ]


def as_grader(line):
    return "sudo -u grader sh -c " + shlex.quote(line)
