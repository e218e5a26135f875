"""Container images, built by a real podman on a Debian that stands for their base: the students' image for a hub, laid
out and built as docs/hub.md says, and the dev container.
"""

import os
import re
import shlex
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import debian
import mini_course
import pytest
from docs_pages import FOR_THE_IMAGE
from lessons import ROOT
from system import needs

pytestmark = [needs("podman"), pytest.mark.slow]

LAY_OUT, BUILD = FOR_THE_IMAGE
VERSION = metadata.version("jupyterhub")
IMAGE = "registry.example.org/nncourse:2026-1"
BASE = ["python3", "python3-venv", "python-is-python3"]
DEV_CONTAINER = ROOT / ".devcontainer/Dockerfile"


class Podman:
    """Commands of podman with a storage of their own; it builds without the namespaces that many machines forbid."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "storage.conf").write_text(f'[storage]\ngraphroot = "{folder}/images"\nrunroot = "{folder}/run"\n')
        settings = {
            "CONTAINERS_STORAGE_CONF": folder / "storage.conf",
            "BUILDAH_ISOLATION": "chroot",
            "BUILDAH_LAYERS": "false",
        }
        self.prefix = [*debian.AS_ROOT, "env", *(f"{name}={value}" for name, value in settings.items())]

    def run(self, command, folder=None):
        done = subprocess.run(
            [*self.prefix, "sh", "-c", command], cwd=folder or self.folder, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{command}\n{(done.stdout + done.stderr)[-4000:]}"
        return done.stdout.strip()

    def inside(self, image, command):
        """Run a command in a mounted image, as its account; many machines forbid what `podman run` needs."""
        mounts = f"mount -t tmpfs tmpfs {image}/tmp && mount --bind /proc {image}/proc && mount --bind /dev {image}/dev"
        return self.run(
            f"unshare --mount sh -c {shlex.quote(f'{mounts} && chroot --userspec=1000:100 {image} {command}')}"
        )


@pytest.fixture(scope="module")
def build_folder(tmp_path_factory):
    """What `nncourse hub --image` lays out, for a course of one small lesson."""
    course = mini_course.make_whole(tmp_path_factory.mktemp("image") / "course")
    words = [sys.executable, "-m", "helpers", *LAY_OUT.split()[1:]]
    subprocess.run(words, cwd=course, env=os.environ | {"PYTHONPATH": str(course)}, check=True, capture_output=True)
    return course / "build-image"


@pytest.fixture(scope="module")
def podman(build_folder, tmp_path_factory):
    podman = Podman(tmp_path_factory.mktemp("podman"))
    debian.make_root(podman.folder / "base.tar", BASE)
    for recipe in (build_folder / "Containerfile", DEV_CONTAINER):
        base = re.search(r"^FROM (\S+)", recipe.read_text(), re.M)[1]
        podman.run(f"podman import --quiet base.tar {base}")
    yield podman
    subprocess.run([*podman.prefix, "podman", "system", "reset", "--force"], capture_output=True)


@pytest.fixture(scope="module")
def image(podman, build_folder):
    """The folder in which the built image is mounted."""
    podman.run(
        BUILD.replace("JUPYTERHUB=VERSION", f"JUPYTERHUB={VERSION}").replace("REGISTRY/nncourse:TAG", IMAGE),
        build_folder,
    )
    return Path(podman.run(f"podman image mount {IMAGE}"))


def test_the_image_starts_a_students_server_as_nobodys_root(podman, image):
    inspect = f"podman image inspect --format '{{{{.Config.User}}}} {{{{.Config.WorkingDir}}}} {{{{.Config.Entrypoint}}}} {{{{.Config.Cmd}}}}' {IMAGE}"
    assert podman.run(inspect) == "jovyan /home/jovyan [tini --] [jupyterhub-singleuser]"

    def told(command):
        settings = "PATH=/opt/nncourse/.venv/bin:/usr/bin:/bin HOME=/tmp JUPYTER_CONFIG_PATH=/etc/jupyter TF_CPP_MIN_LOG_LEVEL=3"
        return podman.inside(image, f"env --ignore-environment {settings} {command}")

    assert told("tini -- jupyterhub-singleuser --version") == VERSION
    assert (
        told("python -c 'import helpers, tensorflow, nbgitpuller; print(helpers.__file__)'")
        == "/opt/nncourse/helpers/__init__.py"
    )
    log = told("sh -c 'timeout 30 jupyter lab --no-browser --ip=127.0.0.1 --port=0 2>&1 || true'")
    loaded = re.findall(r"nbgrader\.server_extensions\.(\w+) \| extension was successfully loaded", log)
    assert {"assignment_list", "validate_assignment"} <= set(loaded) and "formgrader" not in loaded, log


def test_the_image_holds_no_solution(podman, image):
    assert (
        podman.run(
            f"grep -rlE 'the-secret-of-triple|the-model-answer' {image}/opt/nncourse --include=* --exclude-dir=.venv "
            f"|| true"
        )
        == ""
    )
    assert (
        not (image / "opt/nncourse/solutions").exists()
        and not (image / "opt/nncourse/helpers/instructors/grading").exists()
    )


def test_without_the_hubs_version_the_build_stops_with_one_sentence(podman, build_folder):
    with pytest.raises(AssertionError, match="Give the hub's version: --build-arg JUPYTERHUB="):
        podman.run(f"podman build -f Containerfile -t {IMAGE}-none .", build_folder)


def test_the_dev_container_holds_its_account_and_programs(podman):
    podman.run(f"podman build -t dev -f {DEV_CONTAINER} {DEV_CONTAINER.parent}")
    image = Path(podman.run("podman image mount localhost/dev"))
    for command in (
        "chromium --version --no-sandbox",
        "dot -V",
        "bwrap --version",
        "git --version",
        "make --version",
        "node --version",
    ):
        podman.inside(image, command)
    assert podman.inside(image, "id -un") == "learner"
    assert (image / "etc/sudoers.d/learner").read_text() == "learner ALL=(ALL) NOPASSWD:ALL\n"
