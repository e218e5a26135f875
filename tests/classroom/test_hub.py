"""A class on a real JupyterHub with its proxy, started as `make hub` does: release, fetch, solve, validate, hand in,
collect, grade, feedback; who may open what; memory limits and culling; and the files for bigger classes.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from browser import chromium, new_page
from hub_client import PATIENCE, Person, wait_until
from system import needs, present

from helpers.course.errors import CourseError
from helpers.instructors.authored import Course
from helpers.instructors.classroom.hub import settings, start
from helpers.instructors.classroom.hub.image import make_folder
from helpers.instructors.people.book import COURSE_ID as COURSE

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
LESSON = "00-start-here"
STUDENT, TEACHER = "open-sesame", "a-password-of-more-than-32-characters"
ANSWERS = {
    "ada": ("def double(x):\n    return 2 * x", 2),
    "ben": ("def double(x):\n    return x ** 2", None),
    "cleo": ("import numpy as np\ndef double(x):\n    return np.add(x, x)", 2),
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """An instructors' folder with lesson 00 only."""
    root = tmp_path_factory.mktemp("hub") / "instructors"
    root.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", root)
    for room in ("course", "solutions"):
        shutil.copytree(ROOT / room / LESSON, root / room / LESSON)
    return root


@pytest.fixture(scope="module")
def hub(course):
    """The address of a running hub, which is stopped by Ctrl-C's signal in the end."""
    port = start.free_ports(1)[0]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "NBGRADER"))}
    environment |= {"PYTHONPATH": str(ROOT), "NNCOURSE_HUB_PASSWORD": STUDENT, "NNCOURSE_HUB_TEACHER_PASSWORD": TEACHER}
    log = course.parent / "hub.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "helpers", "hub", "--port", str(port)],
            cwd=course,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until(
            lambda: "JupyterHub is now running" in log.read_text() or process.poll() is not None, "the hub's start"
        )
        assert process.poll() is None, log.read_text()[-3000:]
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "the proxy still runs"


@pytest.fixture(scope="module")
def formgrader(hub):
    teacher = Person(hub, "teacher", TEACHER)
    assert teacher.open_service(COURSE).status_code == 200
    return teacher


@pytest.fixture(scope="module")
def students(hub):
    people = {name: Person(hub, name, STUDENT).ask_for_server() for name in ANSWERS}
    return {name: person.wait_for_server() for name, person in people.items()}


def test_a_class_from_release_to_feedback(course, formgrader, students):
    released = formgrader.post(f"formgrader/api/assignment/{LESSON}/release")
    assert released["success"], released

    for name, person in students.items():
        assert set(person.assignment(LESSON)) == {"released"}
        assert set(person.act("fetch", LESSON)) == {"fetched"}
        person.solve(LESSON, "double", ANSWERS[name][0])
        validated = person.post("assignments/validate", json={"path": f"{LESSON}/{LESSON}.ipynb"})
        assert validated["success"], validated
        assert ("failed" in validated["value"]) == (ANSWERS[name][1] is None), validated
        assert "submitted" in person.act("submit", LESSON)

    collected = formgrader.post(f"formgrader/api/assignment/{LESSON}/collect")
    assert collected["success"], collected
    assert {path.name for path in (course / "grading/submitted").iterdir()} == set(ANSWERS)

    sandbox = [] if present("bubblewrap") else ["--no-sandbox"]
    graded = subprocess.run(
        [sys.executable, "-m", "helpers", "grade", "00", *sandbox],
        cwd=course,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
    )
    assert graded.returncode == 0, graded.stdout + graded.stderr
    shown = {entry["student"]: entry for entry in formgrader.get(f"formgrader/api/submissions/{LESSON}")}
    for name, (_, points) in ANSWERS.items():
        assert shown[name]["score"] == points if points else shown[name]["score"] < shown[name]["max_score"]

    returned = formgrader.post(f"formgrader/api/assignment/{LESSON}/release_feedback")
    assert returned["success"], returned
    for name, person in students.items():
        submission = person.act("fetch_feedback", LESSON)["submitted"]["submissions"][0]
        assert submission["has_local_feedback"] and not submission["feedback_updated"]
        pages = list((course / f"grading/hub/homes/{name}/{LESSON}/feedback").rglob("*.html"))
        assert len(pages) == 1 and name in pages[0].read_text()
        assert not any(other in pages[0].read_text() for other in set(ANSWERS) - {name})


@needs("bubblewrap")
def test_autograde_in_formgrader_gives_the_same_mark(formgrader, course):
    if not (course / "grading/submitted/ada").exists():
        pytest.skip("needs the class of the test above")
    before = formgrader.get(f"formgrader/api/submission/{LESSON}/ada")["score"]
    graded = formgrader.post(f"formgrader/api/submission/{LESSON}/ada/autograde")
    assert graded["success"], graded
    assert formgrader.get(f"formgrader/api/submission/{LESSON}/ada")["score"] == before


def test_a_student_opens_neither_formgrader_nor_another_ones_server(hub, students):
    ada = students["ada"]
    assert ada.session.get(f"{hub}/services/{COURSE}/lab").status_code == 403
    assert ada.session.get(f"{hub}/services/{COURSE}/formgrader/api/assignments").status_code == 403
    assert ada.session.get(f"{hub}/user/ben/api/contents").status_code in (403, 404)
    assert ada.call("GET", "formgrader/api/assignments").status_code == 404
    assert not ada.session.get(f"{hub}/hub/admin").ok
    page = ada.session.get(f"{ada.base}/lab").text
    settings_of_page = json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
    assert "@jupyter/nbgrader:formgrader" in str(settings_of_page["disabledExtensions"])


def test_instructors_mark_on_the_hub_under_the_name_that_they_signed_in_with(hub, formgrader, students):
    page = formgrader.session.get(f"{hub}/services/{COURSE}/marking")
    assert page.status_code == 200 and 'data-user="teacher"' in page.text
    assert students["ada"].session.get(f"{hub}/services/{COURSE}/marking").status_code == 403


def test_only_the_right_password_opens_and_the_students_does_not_open_the_teachers_name(hub):
    assert not Person(hub, "ada", "guess").signed_in
    assert not Person(hub, "teacher", STUDENT).signed_in


def test_course_list_leads_an_instructor_to_formgrader(hub):
    teacher = Person(hub, "teacher", TEACHER).ask_for_server().wait_for_server()
    found = teacher.get("formgraders")
    assert found["success"] and [entry["course_id"] for entry in found["value"]] == [COURSE]
    assert teacher.session.get(found["value"][0]["url"]).status_code == 200


@needs("chromium")
def test_an_instructor_works_in_formgrader_in_a_browser(hub, formgrader):
    """Course List's address shows the page itself, since a hub forbids frames, and its links lead to notebooks."""
    with chromium() as browser, new_page(browser) as page:
        sign_in(page, hub, "teacher", TEACHER)
        page.goto(f"{hub}/services/{COURSE}/lab?formgrader=true")
        page.wait_for_url(f"**/services/{COURSE}/formgrader/manage_assignments")
        page.get_by_role("link", name=LESSON).first.wait_for()
        assert page.locator("iframe").count() == 0
        href = page.get_by_role("link", name=LESSON).first.get_attribute("href")
        assert href == f"/services/{COURSE}/lab/tree/./solutions/{LESSON}"
        page.goto(f"{hub}{href}/{LESSON}.ipynb")
        page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=90_000)
        assert serious(page) == []


@needs("chromium")
def test_a_student_finds_the_lesson_in_assignment_list_in_a_browser(hub, students, formgrader):
    formgrader.post(f"formgrader/api/assignment/{LESSON}/release")
    with chromium() as browser, new_page(browser) as page:
        sign_in(page, hub, "ada", STUDENT)
        page.goto(f"{hub}/user/ada/lab")
        page.get_by_text("Nbgrader", exact=True).click(timeout=90_000)
        page.get_by_text("Assignment List", exact=True).click()
        page.get_by_text(LESSON, exact=True).first.wait_for()
        assert page.get_by_text("Formgrader", exact=True).count() == 0
        assert page.get_by_text("Jupyter news").count() == 0
        assert serious(page) == []


def serious(page):
    """What the page logged, but for what JupyterLab asks for and does not find, such as a kernel
    that has just ended.
    """
    return [line for line in page.problems if "404 (Not Found)" not in line]


def sign_in(page, hub, name, password):
    page.goto(f"{hub}/hub/login")
    page.fill("#username_input", name)
    page.fill("#password_input", password)
    page.click("#login_submit")
    page.wait_for_url(re.compile(rf"/(user|spawn|spawn-pending)/?{name}?"))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts this")
def test_a_students_process_meets_its_memory_limit(students):
    code = (
        "try:\n    block = bytearray(4 * 2**30)\n    print('got it')\nexcept MemoryError:\n    print('no more memory')"
    )
    assert students["ada"].said_by_a_kernel(code) == "no more memory"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process be bound to processors")
def test_a_students_processes_share_their_processors(students):
    code = "import os, subprocess, sys\nprint(subprocess.run([sys.executable, '-c', 'import os; print(len(os.sched_getaffinity(0)))'], capture_output=True, text=True).stdout)"
    assert students["ada"].said_by_a_kernel(code) == str(int(settings.PROCESSORS))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process be bound to processors")
def test_neighbours_get_other_processors(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1, 4, 5})
    assert [start.share_of_processors(number, 1.0) for number in range(5)] == [{0}, {1}, {4}, {5}, {0}]
    assert start.share_of_processors(1, 2) == {4, 5} and start.share_of_processors(1, 0.5) == {1}
    assert start.share_of_processors(3, 8) == {0, 1, 4, 5} and start.share_of_processors(3, None) is None


def test_an_idle_server_is_stopped_and_its_files_stay(hub, students, course):
    cleo = students["cleo"]
    teacher = Person(hub, "teacher", TEACHER)
    teacher.base = f"{hub}/hub"
    token = teacher.post("api/users/teacher/tokens", json={"note": "culling"})["token"]
    command = [sys.executable, "-m", "jupyterhub_idle_culler", f"--url={hub}/hub/api", "--timeout=1", "--cull-every=1"]
    culler = subprocess.Popen(
        command, env={**os.environ, "JUPYTERHUB_API_TOKEN": token}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_until(lambda: not teacher.get("api/users/cleo")["servers"], "the end of an idle server")
    finally:
        culler.terminate()
        culler.wait()
    assert (course / "grading/hub/homes/cleo").is_dir()
    log = (course.parent / "hub.log").read_text()
    assert "idle-culler@127.0.0.1" in log, "the hub's own culler is at work, too"
    assert not cleo.server_runs()


# --- bigger classes: the files are what they should be -----------------------------------------------------------

HUB = ROOT / "helpers/instructors/classroom/hub"
# Of the chart's values, those that this course uses; a name that is not among them would be refused by its schema.
CHART = {
    "hub": {"config", "activeServerLimit", "concurrentSpawnLimit"},
    "singleuser": {
        "image",
        "defaultUrl",
        "startTimeout",
        "memory",
        "cpu",
        "extraEnv",
        "storage",
        "networkPolicy",
        "cloudMetadata",
    },
    "cull": {"enabled", "timeout", "every"},
    "scheduling": {"podPriority", "userPlaceholder", "userScheduler"},
    "prePuller": {"hook", "continuous"},
    "proxy": {"https"},
}


class StrictLoader(yaml.SafeLoader):
    """Refuses a key that stands twice, which YAML would silently take once."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep) for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"{keys} holds a key twice, near line {node.start_mark.line}"
        return super().construct_mapping(node, deep)


@pytest.fixture(scope="module")
def values():
    return yaml.load((HUB / "kubernetes/values.yaml").read_text(), StrictLoader)


def size(text):
    """Bytes of "2G", "512M" or "2Gi"."""
    number, unit = re.fullmatch(r"(\d+)(G|M|Gi|Mi)", text).groups()
    return int(number) * {"G": 1024**3, "M": 1024**2, "Gi": 1024**3, "Mi": 1024**2}[unit]


def test_the_charts_values_are_clean_yaml_with_known_names(values):
    text = (HUB / "kubernetes/values.yaml").read_text()
    assert "\t" not in text and text.endswith("\n") and not re.search(r"[ ]+$", text, re.MULTILINE)
    assert not [line for line in text.splitlines() if (len(line) - len(line.lstrip())) % 2 or len(line) > 140]
    assert set(values) == set(CHART)
    for section, names in CHART.items():
        assert set(values[section]) <= names, section


def test_limits_on_kubernetes_are_those_of_the_class_machine_and_guarantees_fit(values):
    memory, processors = values["singleuser"]["memory"], values["singleuser"]["cpu"]
    assert memory["limit"] == settings.MEMORY and processors["limit"] == settings.PROCESSORS
    assert size(memory["guarantee"]) < size(memory["limit"]) and 0 < processors["guarantee"] <= processors["limit"]
    assert values["cull"]["timeout"] == settings.IDLE_SECONDS
    assert all(isinstance(value, str) for value in values["singleuser"]["extraEnv"].values()), (
        "environment variables are text"
    )


def test_on_kubernetes_a_student_sees_only_their_own_part_of_the_shared_volume(values):
    storage = values["singleuser"]["storage"]
    assert {mount["name"] for mount in storage["extraVolumeMounts"]} <= {
        volume["name"] for volume in storage["extraVolumes"]
    }
    for mount in storage["extraVolumeMounts"]:
        assert mount.get("readOnly") or mount["subPath"].endswith("/{username}"), mount
    assert values["hub"]["config"]["JupyterHub"]["authenticator_class"] == "null", (
        "nobody may sign in before it is chosen"
    )


def test_hand_ins_from_the_shared_volume_are_collected_by_the_students_folder(course, tmp_path):
    from helpers.instructors.platforms.collect import collect

    guide = (ROOT / "docs/hub.md").read_text()
    pattern = re.search(r"--pattern '([^']+)'", guide)[1]
    # ben claims to be ada in the name that his own server gave; the folder is what the hub mounted for him.
    hand_in = tmp_path / f"inbound/ben/ada+{LESSON}+2026-01-15 12:00:00 UTC+abc"
    hand_in.mkdir(parents=True)
    shutil.copy(course / "course" / LESSON / f"{LESSON}.ipynb", hand_in)
    found = collect(Course(course), tmp_path / "inbound", pattern, dry_run=True).files
    assert [(item.action, item.student, item.lesson) for item in found] == [("take", "ben", LESSON)]


def test_the_image_is_built_from_what_students_may_have(tmp_path):
    import mini_course

    root = mini_course.make_whole(tmp_path / "course")
    names = make_folder(Course(root), tmp_path / "image")
    text = (tmp_path / "image/Containerfile").read_text()
    copied = [word for line in re.findall(r"^COPY (.+)$", text, re.MULTILINE) for word in line.split()[:-1]]
    assert copied and all((tmp_path / "image" / word).exists() for word in copied)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())  # what an installation reads besides the package
    read = [project["project"]["readme"], *project["project"]["license-files"]]
    hooks = [hook.get("path", "hatch_build.py") for hook in project["tool"]["hatch"]["metadata"]["hooks"].values()]
    assert {"pyproject.toml", *read, *hooks} <= set(copied)
    assert not [name for name in names if "solutions" in name or "grading" in name or "exercises.py" in name]
    assert f"course/{mini_course.SLUG}/{mini_course.SLUG}.ipynb" in names
    extensions = json.loads((tmp_path / "image/settings/jupyter_server_config.d/nbgrader.json").read_text())
    extensions = extensions["ServerApp"]["jpserver_extensions"]
    assert (
        extensions["nbgrader.server_extensions.assignment_list"]
        and not extensions["nbgrader.server_extensions.formgrader"]
    )
    with pytest.raises(CourseError, match="not empty"):
        make_folder(Course(root), tmp_path / "image")


def test_the_recipe_of_the_image_is_well_formed_and_runs_nobody_as_root():
    text = (HUB / "kubernetes/Containerfile").read_text()
    lines = [line for line in re.sub(r"\\\n", " ", text).splitlines() if line and not line.startswith("#")]
    words = [line.split()[0] for line in lines]
    assert set(words) <= {"FROM", "ARG", "RUN", "WORKDIR", "COPY", "ENV", "USER", "EXPOSE", "ENTRYPOINT", "CMD"}
    assert words[0] == "FROM" and words.count("FROM") == 1 and not lines[0].endswith(":latest")
    assert [line for line in lines if line.startswith("USER")][-1] == "USER jovyan"
    for line in lines:
        if line.startswith(("CMD", "ENTRYPOINT")):
            assert json.loads(line.split(" ", 1)[1])
        if line.startswith("RUN"):
            assert subprocess.run(["sh", "-n"], input=line.removeprefix("RUN"), text=True).returncode == 0, line


@pytest.mark.skipif(sys.platform != "linux", reason="SystemdSpawner is for Linux")
def test_the_class_machines_configuration_is_one_that_jupyterhub_takes():
    from jupyterhub.app import JupyterHub

    app = JupyterHub()
    app.load_config_file(str(HUB / "machine.py"))
    assert {service["name"] for service in app.services} == {COURSE, "idle-culler"}
    assert app.load_groups[f"formgrade-{COURSE}"]["users"] == ["teacher"]
    formgrader = next(service for service in app.services if service["name"] == COURSE)
    assert formgrader["user"] == "grader", "Formgrader runs as the account that owns the solutions, and as no other"
    ada = SimpleNamespace(user=SimpleNamespace(name="ada", id=1))
    spawner = app.spawner_class(config=app.config, user=ada.user)
    assert (
        spawner.mem_limit == 2 * 1024**3
        and spawner.cpu_limit == 1
        and spawner.isolate_tmp
        and spawner.disable_user_sudo
    )
    assert spawner.unit_extra_properties["TasksMax"] == "256"
    student = app.config.Spawner.environment["JUPYTER_CONFIG_PATH"](ada)
    assert all(Path(folder).is_dir() for folder in student.split(":")) and "students" in student


@pytest.mark.skipif(sys.platform != "linux", reason="SystemdSpawner is for Linux")
def test_a_class_with_a_course_id_of_its_own_has_it_in_the_whole_hub(tmp_path):
    """`nncourse new-term --id` writes course.toml; nobody edits code for it."""
    from jupyterhub.app import JupyterHub

    (tmp_path / "course.toml").write_text('id = "nn-autumn"\ngraders = ["ann", "ben"]\n')
    recipe = tmp_path / "machine.py"
    recipe.write_text((HUB / "machine.py").read_text().replace("/home/grader/nncourse", str(tmp_path)))
    app = JupyterHub()
    app.load_config_file(str(recipe))
    assert {service["name"] for service in app.services} == {"nn-autumn", "idle-culler"}
    assert set(app.load_groups) == {"formgrade-nn-autumn", "nbgrader-nn-autumn"}
    assert app.load_groups["formgrade-nn-autumn"]["users"] == ["ann", "ben"]
    assert "service=nn-autumn" in str(app.load_roles) and "nncourse" not in str(app.load_roles)
    assert app.config.Spawner.environment["NNCOURSE_ID"] == "nn-autumn"


def test_what_a_student_needs_is_measured_and_printed_as_the_table_of_the_guide(course):
    words = [sys.executable, "-m", "helpers", "hub-memory", "00"]
    done = subprocess.run(words, cwd=course, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    head, _, *rows = done.stdout.strip().splitlines()
    assert head in (ROOT / "docs/hub.md").read_text()
    assert len(rows) == 3 and rows[-1].startswith("| lesson 00, run from first to last cell |")
    memory = [int(re.search(r"\| (\d+) MB", row)[1]) for row in rows]
    assert 30 < memory[0] < memory[1] < memory[2]


def test_a_wrong_list_of_people_gets_one_sentence():
    from traitlets.config import Config

    with pytest.raises(CourseError, match="ada cannot be instructor and student at once"):
        settings.people(Config(), ["ada"], ["ada"])
    with pytest.raises(CourseError, match="at least one instructor"):
        settings.people(Config(), [])


IGNORES_TERM = (
    "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"
)


@pytest.mark.parametrize("what", ["stubborn", "dead", "another's", "gone", "no number"])
def test_the_proxy_of_a_hub_that_was_killed_hinders_no_new_one(tmp_path, monkeypatch, what):
    """JupyterHub stops with "Failed to stop proxy" over a dead process that nobody has fetched, and kills another's."""
    monkeypatch.setattr(start, "GENTLE", 0.5)
    program = tmp_path / "elsewhere" if what == "another's" else tmp_path / "proxy/node_modules/proxy"
    words = [sys.executable, "-c", "pass" if what == "dead" else IGNORES_TERM, str(program)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        if what == "dead":
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # and nobody has fetched it yet
        (tmp_path / "proxy.pid").write_text({"gone": str(2**22 + 1), "no number": ""}.get(what, str(process.pid)))
        start.stop_old_proxy(tmp_path)
        ended = process.poll() is not None
        process.kill()
    assert ended == (what in ("stubborn", "dead")) and not (tmp_path / "proxy.pid").exists()


HOLDS = """
import os, sys, time
from pathlib import Path
from helpers.instructors.classroom.hub.start import claim
claim(Path(sys.argv[1]))
os.execv(sys.executable, [sys.executable, "-c", "import time; print(flush=True); time.sleep(600)"])
"""


def test_a_new_hub_waits_for_the_last_one_of_its_folder(tmp_path, monkeypatch, capsys):
    """A hub that is ending starts its proxy anew, and writes its number, after the new one has looked for it."""
    monkeypatch.setattr(start, "ENDING", 0.5)
    words = [sys.executable, "-c", HOLDS, str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(words, stdout=subprocess.PIPE, env=environment) as last:
        last.stdout.readline()
        with pytest.raises(CourseError, match="^Another hub of .* is running"):
            start.claim(tmp_path)
        last.kill()
    start.claim(tmp_path)
    assert capsys.readouterr().out.count("Waiting for the last hub") == 1


def test_a_class_that_starts_together_has_time():
    from traitlets.config import Config

    config = Config()
    settings.personal_servers(config, "exchange", ["teacher"])
    assert min(config.Spawner.start_timeout, config.Spawner.http_timeout) >= 300


def test_a_taken_port_gets_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CourseError, match=f"^Port {port} is taken"):
            start.check(port)


def test_the_proxys_lock_names_no_registry_and_has_a_hash_for_every_package():
    lock = json.loads((HUB / "proxy/package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert len(packages) > 20 and all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    wanted = json.loads((HUB / "proxy/package.json").read_text())["dependencies"]
    assert packages["node_modules/configurable-http-proxy"]["version"] == wanted["configurable-http-proxy"]
