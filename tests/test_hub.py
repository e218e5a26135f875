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
from pathlib import Path

import nbformat
import pytest
from hub_client import PATIENCE, Person, wait_until

from helpers.classroom.hub import settings, start
from system import needs, present

ROOT = Path(__file__).resolve().parent.parent
LESSON = "00-start-here"
COURSE = settings.COURSE
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
        process = subprocess.Popen([sys.executable, "-m", "helpers", "hub", "--port", str(port)], cwd=course, env=environment,
                                   stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        wait_until(lambda: "JupyterHub is now running" in log.read_text() or process.poll() is not None, "the hub's start")
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


def assignment(person):
    """What Assignment List shows of the lesson: (status, entry)."""
    shown = person.get("assignments", params={"course_id": COURSE})
    assert shown["success"], shown
    return {entry["status"]: entry for entry in shown["value"] if entry["assignment_id"] == LESSON}


def act(person, action):
    shown = person.post(f"assignments/{action}", data={"course_id": COURSE, "assignment_id": LESSON})
    assert shown["success"], shown
    return assignment(person)


def solve(person, answer):
    path = f"api/contents/{LESSON}/{LESSON}.ipynb"
    notebook = nbformat.from_dict(person.get(path)["content"])
    cell = next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "double")
    cell.source = answer
    saved = person.call("PUT", path, json={"type": "notebook", "format": "json", "content": notebook})
    assert saved.status_code == 200, saved.text


def test_a_class_from_release_to_feedback(course, formgrader, students):
    released = formgrader.post(f"formgrader/api/assignment/{LESSON}/release")
    assert released["success"], released

    for name, person in students.items():
        assert set(assignment(person)) == {"released"}
        assert set(act(person, "fetch")) == {"fetched"}
        solve(person, ANSWERS[name][0])
        validated = person.post("assignments/validate", json={"path": f"{LESSON}/{LESSON}.ipynb"})
        assert validated["success"], validated
        assert ("failed" in validated["value"]) == (ANSWERS[name][1] is None), validated
        assert "submitted" in act(person, "submit")

    collected = formgrader.post(f"formgrader/api/assignment/{LESSON}/collect")
    assert collected["success"], collected
    assert {path.name for path in (course / "grading/submitted").iterdir()} == set(ANSWERS)

    sandbox = [] if present("bubblewrap") else ["--no-sandbox"]
    graded = subprocess.run([sys.executable, "-m", "helpers", "grade", "00", *sandbox], cwd=course, text=True,
                            env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True)
    assert graded.returncode == 0, graded.stdout + graded.stderr
    shown = {entry["student"]: entry for entry in formgrader.get(f"formgrader/api/submissions/{LESSON}")}
    for name, (_, points) in ANSWERS.items():
        assert shown[name]["score"] == points if points else shown[name]["score"] < shown[name]["max_score"]

    returned = formgrader.post(f"formgrader/api/assignment/{LESSON}/release_feedback")
    assert returned["success"], returned
    for name, person in students.items():
        submission = act(person, "fetch_feedback")["submitted"]["submissions"][0]
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


def test_only_the_right_password_opens_and_the_students_does_not_open_the_teachers_name(hub):
    assert not Person(hub, "ada", "guess").signed_in
    assert not Person(hub, "teacher", STUDENT).signed_in


def test_course_list_leads_an_instructor_to_formgrader(hub):
    teacher = Person(hub, "teacher", TEACHER).ask_for_server().wait_for_server()
    found = teacher.get("formgraders")
    assert found["success"] and [entry["course_id"] for entry in found["value"]] == [COURSE]
    assert teacher.session.get(found["value"][0]["url"]).status_code == 200


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts this")
def test_a_students_process_meets_its_memory_limit(students, course):
    from websocket import create_connection

    ada = students["ada"]
    kernel = ada.post("api/kernels", json={"name": "python3"})
    cookies = "; ".join(f"{c.name}={c.value}" for c in ada.session.cookies if ada.base.endswith(c.path.rstrip("/")) or c.path == "/")
    address = ada.base.replace("http://", "ws://") + f"/api/kernels/{kernel['id']}/channels"
    socket_ = create_connection(address, cookie=cookies, timeout=PATIENCE)
    code = "try:\n    block = bytearray(4 * 2**30)\n    print('got it')\nexcept MemoryError:\n    print('no more memory')"
    header = {"msg_id": "1", "username": "", "session": "s", "msg_type": "execute_request", "version": "5.3"}
    content = {"code": code, "silent": False, "store_history": False, "user_expressions": {}, "allow_stdin": False}
    socket_.send(json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}))
    while True:
        message = json.loads(socket_.recv())
        if message["header"]["msg_type"] == "stream":
            break
    socket_.close()
    assert message["content"]["text"].strip() == "no more memory"
    assert ada.call("DELETE", f"api/kernels/{kernel['id']}").status_code == 204
