"""The environment: locks, environment.yml and pyproject.toml agree, and the set-up says in one
sentence what is wrong.
"""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from system import needs, present, stop_if_missing

from helpers import bootstrap
from helpers.instructors.upkeep import locks

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = {"jupyterlab", "numpy", "tensorflow", "matplotlib", "ipywidgets", "nbgrader"}
PYTHONS = [f"3.{minor}" for minor in range(bootstrap.pythons()[0][1], bootstrap.pythons()[1][1] + 1)]
MACHINES = {
    "linux-x86_64": {"sys_platform": "linux", "platform_machine": "x86_64", "os_name": "posix"},
    "linux-aarch64": {"sys_platform": "linux", "platform_machine": "aarch64", "os_name": "posix"},
    "macos-arm64": {"sys_platform": "darwin", "platform_machine": "arm64", "os_name": "posix"},
    "windows": {"sys_platform": "win32", "platform_machine": "AMD64", "os_name": "nt"},
}
TOP_LEVEL = {
    ".ci",
    ".editorconfig",
    ".github",
    ".pre-commit-config.yaml",
    "CITATION.cff",
    ".devcontainer",
    ".gitattributes",
    ".gitignore",
    "LICENSE",
    "LICENSE-TEXT",
    "Makefile",
    "README.md",
    "course",
    "data",
    "docs",
    "environment.yml",
    "hatch_build.py",
    "helpers",
    "nbgrader_config.py",
    "postBuild",
    "pyproject.toml",
    "requirements-test.lock",
    "requirements.lock",
    "solutions",
    "tests",
}


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def locked(name):
    """Return the requirements of a lock file."""
    lines = re.findall(r"^[a-z0-9][^\\\n]*", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    return [Requirement(line.strip()) for line in lines]


def conda():
    """Return the pip section of environment.yml as text lines."""
    dependencies = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    return next(entry["pip"] for entry in dependencies if isinstance(entry, dict))


def on(requirements, machine, python):
    """Return name -> version of what is installed on a machine."""
    place = {
        **default_environment(),
        **MACHINES[machine],
        "python_version": python,
        "python_full_version": python + ".9",
    }
    chosen = [r for r in requirements if r.marker is None or r.marker.evaluate({**place, "extra": ""})]
    versions = {}
    for requirement in chosen:
        name = canonicalize_name(requirement.name)
        assert name not in versions, f"{name} is locked twice for {machine}, Python {python}"
        versions[name] = str(requirement.specifier).removeprefix("==")
    return versions


def declared(*extras):
    """Return the requirements that pyproject.toml declares, with those of some extras."""
    table = project()
    return [
        Requirement(line) for line in sum((table["optional-dependencies"][e] for e in extras), table["dependencies"])
    ]


# --- agreement ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    "lock, extras",
    [
        ("requirements.lock", locks.STUDENT),
        ("requirements-test.lock", locks.EVERYTHING),
    ],
)
def test_lock_holds_everything_declared_in_a_version_that_fits(lock, extras, machine, python):
    versions = on(locked(lock), machine, python)
    place = {**default_environment(), **MACHINES[machine], "python_version": python, "extra": ""}
    for requirement in declared(*extras):
        if requirement.marker is None or requirement.marker.evaluate(place):
            version = versions.get(canonicalize_name(requirement.name))
            assert version, f"{lock} lacks {requirement.name} for {machine}: run `make lock`"
            assert Version(version) in requirement.specifier, (
                f"{lock} has {requirement.name} {version}: run `make lock`"
            )


@pytest.mark.parametrize("machine", MACHINES)
def test_one_tensorflow_on_each_machine_and_every_product_package(machine):
    for python in PYTHONS:
        versions = on(locked("requirements.lock"), machine, python)
        flavours = {"tensorflow", "tensorflow-cpu"} & set(versions)
        assert flavours == ({"tensorflow-cpu"} if machine in ("linux-x86_64", "windows") else {"tensorflow"})
        assert PRODUCT - {"tensorflow"} <= set(versions)


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("machine", MACHINES)
def test_the_lock_for_tests_holds_the_same_versions_as_the_students(machine, python):
    students, tests = (
        on(locked("requirements.lock"), machine, python),
        on(locked("requirements-test.lock"), machine, python),
    )
    assert students.items() <= tests.items()


@pytest.mark.parametrize("machine", MACHINES)
def test_conda_gets_the_versions_of_the_lock(machine):
    assert "-e ." in conda()
    pins = [Requirement(line) for line in conda() if not line.startswith("-")]
    students = on(locked("requirements.lock"), machine, locks.CONDA_PYTHON)
    here = on(pins, machine, locks.CONDA_PYTHON)
    assert here.items() <= students.items()
    needed = {canonicalize_name(r.name) for r in declared("cpu")}
    assert needed & set(students) <= set(here)


def test_environment_yml_is_for_a_python_of_the_course_and_names_every_product_package():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert f"python={locks.CONDA_PYTHON}" in yaml.safe_load(text)["dependencies"]
    assert locks.CONDA_PYTHON in PYTHONS
    assert set(locks.PRODUCT) == PRODUCT
    for name in PRODUCT:
        assert re.search(rf'- "?{name}==', text), f"environment.yml does not name {name}"


def test_pyproject_names_every_product_package_and_says_what_each_dependency_is_for():
    names = {canonicalize_name(r.name) for r in declared("cpu", "gpu")}
    assert names >= PRODUCT
    lines = re.findall(r'^    "[a-z].*', locks.project_text(), re.MULTILINE)
    lines = [line for line in lines if ";" not in line]  # the TensorFlow lines have theirs above
    unexplained = [line for line in lines if not re.search(r'", +# \w+', line)]
    assert lines and not unexplained


def test_pythons_are_the_same_everywhere():
    specifier = Requirement("x" + project()["requires-python"]).specifier
    inside = [f"3.{minor}" for minor in range(8, 20) if specifier.contains(f"3.{minor}.1")]
    assert inside == PYTHONS
    assert all(python in bootstrap.wanted() for python in PYTHONS)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock", "environment.yml"])
def test_locked_files_name_no_registry_and_no_folder_of_a_machine(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"https?://|file:|--index|--extra-index|--find-links|/tmp/|/home/|/root/", text)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_every_locked_package_has_hashes(name):
    blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text(encoding="utf-8"))
    assert len(blocks) > 100
    for block in blocks:
        assert re.match(r"[a-z0-9.-]+==\S+", block) and "--hash=sha256:" in block, block[:80]


def test_the_running_environment_is_the_locked_one():
    here = on(locked("requirements-test.lock"), this_machine(), "%d.%d" % sys.version_info[:2])
    wrong = {}
    for requirement in declared(*locks.STUDENT, "test"):
        name = canonicalize_name(requirement.name)
        if name in here and metadata.version(name) != here[name]:
            wrong[name] = f"{metadata.version(name)} installed, {here[name]} locked"
    assert not wrong


def this_machine():
    table = {"linux": f"linux-{os.uname().machine}" if hasattr(os, "uname") else "", "darwin": "macos-arm64"}
    return table.get(sys.platform, "windows")


# --- what the set-up says ----------------------------------------------------------------------------------------


def fake_python(folder, name, version):
    """Put a program on a path that answers as a Python of some version would."""
    path = folder / name
    numbers = version.replace(".", " ")
    path.write_text(f'#!/bin/sh\ncase "$2" in *_base_executable*) echo "$0";; *) echo {numbers};; esac\n')
    path.chmod(0o755)
    return path


@pytest.fixture
def only_python(tmp_path, monkeypatch):
    """Return a function that leaves just one Python on the PATH."""
    monkeypatch.setattr(bootstrap.sys, "_base_executable", str(tmp_path / "none"))

    def leave(version, name="python3"):
        fake_python(tmp_path, name, version)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/nowhere")

    return leave


TOO_NEW = "3.%d.0" % (bootstrap.pythons()[1][1] + 1)
posix = pytest.mark.skipif(os.name == "nt", reason="the made-up Pythons are shell scripts")


@posix
@pytest.mark.parametrize("version, word", [("3.10.13", "too old"), (TOO_NEW, "too new"), ("2.7.18", "too old")])
def test_unsuitable_python_gets_one_sentence(only_python, monkeypatch, version, word):
    only_python(version)
    monkeypatch.setattr(bootstrap, "bring_python", lambda *found: None)
    with pytest.raises(bootstrap.SetupError) as caught:
        bootstrap.find_python()
    message = str(caught.value)
    assert word in message and version in message and bootstrap.wanted() in message and "\n" not in message


@posix
@pytest.mark.parametrize("version, word", [("3.10.13", "too old"), (TOO_NEW, "too new")])
def test_where_only_an_unsuitable_python_is_found_uv_brings_one(only_python, tmp_path, capfd, version, word):
    only_python(version)
    brought = fake_python(tmp_path, "brought", "3.13.7")
    uv = tmp_path / "uv"
    uv.write_text(f'#!/bin/sh\necho "uv $*" >&2\n[ "$2" = install ] || echo {brought}\n')
    uv.chmod(0o755)
    assert bootstrap.find_python() == (str(brought), (3, 13, 7))
    told = capfd.readouterr().out.splitlines()
    assert len([line for line in told if not line.startswith("      ")]) == 1
    assert (
        told[0].startswith(f"python3 is Python {version}, which is {word}")
        and "uv brings Python %d.%d" % bootstrap.pythons()[1] in told[0]
    )


@posix
def test_where_uv_brings_none_the_sentence_comes_and_uv_has_said_why(only_python, tmp_path, capfd):
    only_python(TOO_NEW)
    (tmp_path / "uv").write_text("#!/bin/sh\necho 'error: no network'; exit 2\n")
    (tmp_path / "uv").chmod(0o755)
    with pytest.raises(bootstrap.SetupError, match=f"{TOO_NEW}, which is too new .*; install {bootstrap.wanted()} or "):
        bootstrap.find_python()
    assert "error: no network" in capfd.readouterr().out


@posix
def test_a_python_that_cannot_even_make_an_environment_is_no_way_to_uv(only_python, tmp_path):
    only_python(TOO_NEW)
    (tmp_path / "python3").write_text(f'#!/bin/sh\n[ "$1" = -c ] && echo {TOO_NEW.replace(".", " ")}\n')
    with pytest.raises(bootstrap.SetupError, match=f"install {bootstrap.wanted()}"):
        bootstrap.find_python()


@posix
def test_suitable_python_is_found_behind_an_unsuitable_one(only_python):
    only_python("3.10.13")
    only_python("3.12.1", "python3.12")
    assert bootstrap.find_python() == ("python3.12", (3, 12, 1))


def test_no_python_at_all_gets_one_sentence(only_python):
    only_python("nonsense")
    with pytest.raises(bootstrap.SetupError, match="^python3 is not a Python that runs; the course needs "):
        bootstrap.find_python()


@posix
def test_chosen_python_is_held_to_the_same_and_never_replaced_by_another(tmp_path):
    old = fake_python(tmp_path, "mine", "3.10.2")
    with pytest.raises(bootstrap.SetupError, match="3.10.2, which is too old"):
        bootstrap.find_python(str(old))
    with pytest.raises(bootstrap.SetupError, match="missing is not a Python that runs"):
        bootstrap.find_python(str(tmp_path / "missing"))


def test_an_old_python_can_read_the_bootstrap_script():
    ast.parse(Path(bootstrap.__file__).read_text(encoding="utf-8"), feature_version=(3, 6))


def test_bootstrap_needs_the_standard_library_only():
    tree = ast.parse(Path(bootstrap.__file__).read_text(encoding="utf-8"))
    names = {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    names |= {node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names and names <= sys.stdlib_module_names


def test_short_disk_gets_one_sentence(monkeypatch, tmp_path):
    usage = shutil.disk_usage(ROOT)
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "none")
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap.shutil, "disk_usage", lambda path: usage._replace(free=int(1.2e9)))
    with pytest.raises(bootstrap.SetupError, match=r"needs 3 GB of disk and 1\.2 GB are free"):
        bootstrap.check_machine()
    with (tmp_path / "half").open("wb") as half:  # a set-up that was killed: what it left is made anew
        half.truncate(int(2.2e9))
    bootstrap.check_machine()


def test_intel_mac_gets_one_sentence(monkeypatch):
    monkeypatch.setattr(bootstrap.sys, "platform", "darwin")
    monkeypatch.setattr(bootstrap.platform, "machine", lambda: "x86_64")
    with pytest.raises(bootstrap.SetupError, match="Intel"):
        bootstrap.check_machine()


def test_missing_graphviz_and_node_are_a_notice_each(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.shutil, "which", lambda program: None)
    bootstrap.print_notices()
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [["Notice:", "Graphviz"], ["Notice:", "Node"]]


def test_nothing_is_said_when_graphviz_and_node_are_there(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.shutil, "which", lambda program: "/usr/bin/" + program)
    bootstrap.print_notices()
    assert capsys.readouterr().out == ""


def test_incomplete_copy_of_the_course_gets_one_sentence(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    assert bootstrap.main(["setup"]) == 1
    assert capsys.readouterr().err == "Stopped: requirements.lock is missing; take a complete copy of the course.\n"


# --- what the set-up does ----------------------------------------------------------------------------------------


@pytest.fixture
def copy(monkeypatch, tmp_path):
    """A copy of the files that decide the environment, with a `.venv` that was completely set up."""
    for name in ("requirements.lock", "requirements-test.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("GPU", "PYTHON"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / ".venv" / "nncourse.json")
    monkeypatch.setattr(bootstrap, "runs", lambda python: True)
    done = []
    monkeypatch.setattr(bootstrap, "install", lambda level, *gpu: done.append(level))
    monkeypatch.setattr(
        bootstrap, "make_venv", lambda python, version, whole: (tmp_path / ".venv").mkdir(exist_ok=True)
    )
    bootstrap.set_up("lab")
    assert done == ["lab"]
    done.clear()
    return tmp_path, done


def test_nothing_is_done_when_nothing_changed(copy):
    folder, done = copy
    bootstrap.set_up("lab")
    assert done == []


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_lock_or_project_is_installed(copy, name):
    folder, done = copy
    (folder / name).write_text((folder / name).read_text() + "# changed\n")
    bootstrap.set_up("lab")
    assert done == ["lab"]


def test_tests_add_their_lock_and_the_lab_then_has_all_it_needs(copy):
    folder, done = copy
    bootstrap.set_up("test")
    bootstrap.set_up("lab")
    bootstrap.set_up("test")
    assert done == ["test"]


def test_an_interrupted_set_up_is_taken_up_again(copy, monkeypatch):
    folder, done = copy
    (folder / "requirements.lock").write_text((folder / "requirements.lock").read_text() + "# changed\n")
    monkeypatch.setattr(bootstrap, "install", lambda level, *gpu: (_ for _ in ()).throw(KeyboardInterrupt))
    assert bootstrap.main(["setup"]) == 130
    monkeypatch.setattr(bootstrap, "install", lambda level, *gpu: done.append(level))
    assert bootstrap.main(["setup"]) == 0
    assert done == ["lab"]


@posix
def test_another_chosen_python_makes_a_new_environment(copy, monkeypatch, tmp_path):
    folder, done = copy
    other = (3, 12) if sys.version_info[:2] != (3, 12) else (3, 11)
    monkeypatch.setenv("PYTHON", str(fake_python(tmp_path, "other", "%d.%d.0" % other)))
    bootstrap.set_up("lab")
    assert done == ["lab"]
    assert json.loads((folder / ".venv" / "nncourse.json").read_text())["python"] == list(other)


@posix
def test_an_update_keeps_the_python_that_was_chosen_once(copy, monkeypatch):
    folder, done = copy
    other = (3, 12) if sys.version_info[:2] != (3, 12) else (3, 11)
    (folder / ".venv" / "bin").mkdir()
    fake_python(folder / ".venv" / "bin", "python", "%d.%d.0" % other)
    (folder / "requirements.lock").write_text((folder / "requirements.lock").read_text() + "# changed\n")
    bootstrap.set_up("lab")
    assert json.loads((folder / ".venv" / "nncourse.json").read_text())["python"] == list(other)


def test_pip_takes_over_where_uv_fails(monkeypatch):
    calls = []
    monkeypatch.setattr(
        bootstrap, "run", lambda command, environment=None: calls.append(command[0]) or command[0] == "uv"
    )
    installers = [(["uv"], {}), (["pip"], {})]
    assert bootstrap.with_installer(installers, ["x"])
    assert bootstrap.with_installer(installers, ["y"])
    assert calls == ["uv", "pip", "pip"]


def test_a_failed_installation_gets_one_sentence(monkeypatch):
    monkeypatch.setattr(bootstrap, "run", lambda command, environment=None: 1)
    with pytest.raises(bootstrap.SetupError, match="packages could not be installed"):
        bootstrap.install("lab")


def test_the_two_wheels_of_tensorflow_never_meet(monkeypatch):
    commands = []

    def record(command, environment=None):
        listed = Path(command[-1]).read_text() if command[-2] == "-r" else ""
        commands.append((command, "tensorflow-cpu" in bootstrap.pins(listed)))
        return 0

    monkeypatch.setattr(bootstrap, "run", record)
    bootstrap.install("lab", gpu=True, had_gpu=False)
    lines = [" ".join(command) for command, _ in commands]
    removed = next(i for i, line in enumerate(lines) if line.endswith("tensorflow-cpu"))
    added = next(i for i, line in enumerate(lines) if "tensorflow[and-cuda]==" in line)
    assert removed < added and not any(cpu for _, cpu in commands)
    commands.clear()
    bootstrap.install("lab", gpu=False, had_gpu=True)
    lines = [" ".join(command) for command, _ in commands]
    assert next(i for i, line in enumerate(lines) if line.endswith(" tensorflow")) < next(
        i for i, (_, cpu) in enumerate(commands) if cpu
    )


def test_the_choice_of_a_gpu_stays_until_it_is_taken_back(copy, monkeypatch):
    folder, done = copy
    monkeypatch.setattr(bootstrap, "check_machine", lambda gpu: None)
    monkeypatch.setattr(bootstrap, "install", lambda level, gpu, had: done.append((gpu, had)))
    for choice in ("1", "", "0"):
        monkeypatch.setenv("GPU", choice)
        bootstrap.set_up("lab")
    assert done == [(True, False), (False, True)]


def test_a_gpu_is_refused_where_there_are_no_builds_for_it(monkeypatch):
    monkeypatch.setattr(bootstrap.sys, "platform", "win32")
    with pytest.raises(bootstrap.SetupError, match="GPU=1 is for Linux"):
        bootstrap.check_machine(gpu=True)


def test_uv_uses_the_mirror_of_pip(monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "mirror.example/simple")
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    monkeypatch.delenv("UV_INDEX_URL", raising=False)
    assert bootstrap.uv_command()[1]["UV_DEFAULT_INDEX"] == "mirror.example/simple"


# --- commands, files and marks -----------------------------------------------------------------------------------


def test_make_without_a_target_prints_the_map():
    text = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = re.findall(r"^\.PHONY: (.*)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[0].split()
    assert {"lab", "test", "build", "lock"} <= set(targets)
    for target in targets:
        assert re.search(rf"^  {target} +\S", text, re.MULTILINE), f"make help does not explain {target}"


def test_every_command_that_the_makefile_calls_exists():
    from helpers.cli import main

    called = re.findall(r"\$\(NNCOURSE\) ([a-z-]+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert called and set(called) <= set(main.commands)


def test_lab_opens_the_lesson_with_the_lowest_number_and_says_when_there_is_none(monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    with pytest.raises(bootstrap.SetupError, match="make build"):
        bootstrap.first_lesson()
    for name in ("05-b", "01-a"):
        (tmp_path / "course" / name).mkdir(parents=True)
        (tmp_path / "course" / name / f"{name}.ipynb").write_text("{}")
    assert bootstrap.first_lesson() == "course/01-a/01-a.ipynb"


def test_licences_are_there():
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
    text = (ROOT / "LICENSE-TEXT").read_text(encoding="utf-8")
    assert "Attribution 4.0 International" in text and "SPDX-License-Identifier: CC-BY-4.0" in text


def test_top_level_holds_nothing_without_a_reason():
    stop_unless_git()
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {line.split("/")[0] for line in listed.splitlines()} <= TOP_LEVEL


def test_what_grading_and_set_up_make_is_ignored_by_git():
    stop_unless_git()
    made = [".venv/x", "grading/gradebook.db", "handouts/x.html", "data/cache/x", "helpers/__pycache__/x.pyc"]
    ignored = subprocess.run(["git", "check-ignore", *made], cwd=ROOT, capture_output=True, text=True).stdout.split()
    assert ignored == made
    kept = [
        "helpers/instructors/grading/x.py",
        "helpers/instructors/handouts/x.py",
        "helpers/instructors/building/x.py",
        "course/x/x.ipynb",
        "data/x.json",
    ]
    assert subprocess.run(["git", "check-ignore", *kept], cwd=ROOT, capture_output=True, text=True).stdout == ""


def stop_unless_git():
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("this copy of the course is not a git repository")


def test_a_missing_program_skips_on_a_laptop_and_fails_in_ci(monkeypatch):
    monkeypatch.setattr("system.shutil.which", lambda program: None)
    monkeypatch.setenv("CI", "")
    with pytest.raises(pytest.skip.Exception, match="graphviz is missing"):
        stop_if_missing(["graphviz"])
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="graphviz is missing .apt install graphviz."):
        stop_if_missing(["graphviz"])


def test_needs_refuses_a_program_that_it_does_not_know():
    with pytest.raises(ValueError, match="not chrome"):
        needs("chrome")


@needs("graphviz", "node")
def test_needs_lets_a_test_run_where_the_programs_are():
    assert present("graphviz") and present("node")


@pytest.mark.parametrize("whose", ["students", "instructors"])
def test_jupyterlab_shows_instructors_pages_to_instructors_only(tmp_path, monkeypatch, whose):
    from jupyterlab_server.config import get_page_config

    if whose == "students":
        monkeypatch.setattr(bootstrap, "SETTINGS", bootstrap.SETTINGS[:1])  # their copy has no room of instructors
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    bootstrap.write_settings()
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path / ".venv/etc/jupyter"))
    disabled = get_page_config([], logger=None)["disabledExtensions"]
    pages = {f"@jupyter/nbgrader:{page}" for page in ("formgrader", "course-list", "create-assignment")}
    assert pages & set(disabled) == (pages if whose == "students" else set())
    assert not {"@jupyter/nbgrader:assignment-list", "@jupyter/nbgrader:validate-assignment"} & set(disabled)
