"""A set-up that was killed, that ran out of disk, or whose download broke: one sentence, and the next one finishes.

The real set-up of a small course: its lock holds the installer and some small packages, served by an index of the
test's own, which can break.
"""

import contextlib
import http.server
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import pytest
from debian import AS_ROOT
from lessons import ROOT

from helpers import bootstrap

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="kills and mounts as Linux and macOS know them"),
    pytest.mark.slow,
]

PACKAGES = ("uv", "hatchling", "packaging", "pathspec", "pluggy", "trove-classifiers", "click")
PLACES = (  # a file that is there when the kill comes, or the n-th call of a function, from first to last
    ".venv",
    ".venv/pyvenv.cfg",
    ".venv/lib/*/site-packages/pip",
    ("write_stamp", 1),
    ".venv/lib/*/site-packages/uv",
    ("with_installer", 2),
    ".venv/lib/*/site-packages/click",
    ("with_installer", 3),
    ("write_settings", 1),
    ("write_stamp", 2),
)
KILLED_AT_CALL = """
import os, sys
sys.path.insert(0, "helpers")
import bootstrap
name, count = sys.argv[1], int(sys.argv[2])
whole = getattr(bootstrap, name)
def counted(*given):
    global count
    count -= 1
    if not count:
        os.killpg(0, 9)
    return whole(*given)
setattr(bootstrap, name, counted)
sys.exit(bootstrap.main(["setup"]))
"""


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """A folder with the wheels of the small lock."""
    folder = tmp_path_factory.mktemp("wheels")
    (folder / "lock").write_text(small_lock())
    words = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", "--dest", folder]
    subprocess.run([*words, "--only-binary=:all:", "-r", folder / "lock"], check=True, stderr=subprocess.DEVNULL)
    return folder


def small_lock():
    text = (ROOT / "requirements.lock").read_text("utf-8")
    return "".join(bootstrap.block(name, text) for name in PACKAGES)


class Index(http.server.BaseHTTPRequestHandler):
    """A package index; `broken` says what of it breaks: a big file in its middle, or everything with 503."""

    broken = ""

    def do_GET(self):
        kind, name = self.path.strip("/").split("/")
        if self.broken == "503":
            return self.send_error(503)
        if kind == "simple":
            stem = name.replace("-", "_")
            files = [path.name for path in self.wheels.glob("*.whl") if path.name.lower().startswith(f"{stem}-")]
            body = "".join(f'<a href="/files/{file}">{file}</a>' for file in files).encode()
        else:
            body = (self.wheels / name).read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if kind == "simple" else "application/octet-stream")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        cut = self.broken and name.startswith(self.broken)
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = True

    def log_message(self, *words):
        pass


@pytest.fixture
def index(wheels):
    """The Index in use; its address is `index.address`."""

    class Mine(Index):
        pass

    Mine.wheels = wheels
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mine)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Mine.address = f"http://127.0.0.1:{server.server_port}/simple/"
    yield Mine
    server.shutdown()


class Course:
    """A small course that is set up from an index; each run says what it printed."""

    def __init__(self, folder, index):
        self.folder, self.index = folder, index
        (folder / "course").mkdir(parents=True)
        shutil.copytree(ROOT / "helpers/study/jupyter", folder / "helpers/study/jupyter")
        for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "LICENSE-TEXT"):
            shutil.copy(ROOT / name, folder)
        (folder / "helpers/__init__.py").touch()
        script = (ROOT / "helpers/bootstrap.py").read_text("utf-8")
        (folder / "helpers/bootstrap.py").write_text(script.replace("NEEDED_GB = 3", "NEEDED_GB = 0.01"))
        (folder / "requirements.lock").write_text(small_lock())

    def start(self, log, words=("helpers/bootstrap.py", "setup")):
        keep = {name: value for name, value in os.environ.items() if not re.match("PIP_|UV_|PYTHON$", name)}
        caches = {"PIP_NO_CACHE_DIR": "1", "UV_NO_CACHE": "1", "PIP_CONFIG_FILE": os.devnull}
        quick = {"PIP_RETRIES": "0", "UV_HTTP_RETRIES": "0", "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
        return subprocess.Popen(
            [getattr(sys, "_base_executable", sys.executable), *words],
            cwd=self.folder,
            env=keep | caches | quick | {"PIP_INDEX_URL": self.index.address},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def killed(self, place):
        """Kill a set-up, with all that it started, at a place; return what it had printed."""
        with tempfile.TemporaryFile("w+") as log:
            if isinstance(place, tuple):
                code = self.start(log, ["-c", KILLED_AT_CALL, place[0], str(place[1])]).wait()
            else:
                started, process = time.time(), self.start(log)
                while not self.made(place, started) and process.poll() is None:
                    time.sleep(0.005)
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                code = process.wait()
            log.seek(0)
            told = log.read()
        assert code == -signal.SIGKILL, (place, told)
        return told

    def set_up(self):
        with tempfile.TemporaryFile("w+") as log:
            code = self.start(log).wait()
            log.seek(0)
            return code, log.read()

    def made(self, pattern, since):
        """Whether a file or folder of this pattern was made after a time."""
        with contextlib.suppress(FileNotFoundError):
            return any(path.lstat().st_ctime > since for path in self.folder.glob(pattern))
        return False

    def is_whole(self):
        """Each package of the lock works, and a further set-up has nothing to do."""
        python = self.folder / ".venv/bin/python"
        used = "import click, hatchling, helpers, packaging, pathspec, pluggy, trove_classifiers"
        subprocess.run([python, "-c", used], check=True, cwd=self.folder.parent)
        subprocess.run([python, "-m", "uv", "--version"], check=True, capture_output=True)
        code, told = self.set_up()
        return code == 0 and "Setting up" not in told


def finishes(course):
    code, told = course.set_up()
    assert code == 0 and "Ready after" in told and "Another set-up" not in told, told
    return course.is_whole()


def test_killed_at_ten_places_each_next_one_gets_further_and_the_last_finishes(tmp_path, index):
    """Each place lies behind the one before: who is killed there has got over that."""
    course = Course(tmp_path / "course", index)
    for place in PLACES:
        assert "Another set-up" not in course.killed(place), place
    assert finishes(course)


def test_an_installer_that_outlives_its_set_up_is_waited_for(tmp_path, index):
    course = Course(tmp_path / "course", index)
    with tempfile.TemporaryFile("w+") as log:
        started, process = time.time(), course.start(log)
        while not course.made(".venv/nncourse.json", started):
            time.sleep(0.005)
        process.kill()  # pip, its child, goes on
        process.wait()
    code, told = course.set_up()
    assert code == 0 and "Another set-up of this folder is running; this one waits for it." in told, told
    assert course.is_whole()


@pytest.mark.parametrize("broken", ["uv-", "click-", "503"])
def test_a_broken_download_gets_one_sentence_and_the_next_set_up_finishes(tmp_path, index, broken):
    course, index.broken = Course(tmp_path / "course", index), broken
    code, told = course.set_up()
    assert code == 1 and "Traceback" not in told, told
    assert told.splitlines()[-1].startswith("Stopped: the packages could not be installed; the lines above say why")
    index.broken = ""
    assert finishes(course)


def test_a_broken_update_leaves_what_works(tmp_path, index):
    course = Course(tmp_path / "course", index)
    lock = course.folder / "requirements.lock"
    whole = lock.read_text()
    lock.write_text(whole.replace(bootstrap.block("click", whole), ""))
    assert course.set_up()[0] == 0
    lock.write_text(whole)
    index.broken = "503"
    code, told = course.set_up()
    assert code == 1 and "Stopped: the packages could not be installed" in told, told
    subprocess.run([course.folder / ".venv/bin/python", "-c", "import hatchling, helpers"], check=True, cwd=tmp_path)
    index.broken = ""
    assert finishes(course)


@pytest.fixture
def small_disk(tmp_path):
    """A function that mounts a disk of some MB, or gives it another size; it needs root."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mount(size, *again):
        words = [
            *AS_ROOT,
            "mount",
            "-t",
            "tmpfs",
            "-o",
            ",".join([*again, f"size={size}m,mode=0777"]),
            "nncourse",
            folder,
        ]
        if subprocess.run(words, capture_output=True).returncode:
            pytest.skip("nobody may mount a disk here")
        return folder

    yield mount
    subprocess.run([*AS_ROOT, "umount", "--lazy", folder], capture_output=True)


@pytest.mark.parametrize("room", [12, 45])
def test_a_full_disk_gets_one_sentence_and_the_next_set_up_finishes(small_disk, index, room):
    """A disk that cannot hold an empty environment, and one that lacks room for the packages."""
    course = Course(small_disk(room) / "nncourse", index)
    code, told = course.set_up()
    assert code == 1 and "Traceback" not in told, told
    assert told.splitlines()[-1] == "Stopped: the disk is full; make room and start again, it goes on from here.", told
    small_disk(400, "remount")
    assert finishes(course)
