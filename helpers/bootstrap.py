"""Set up the course and start it, from a bare Python: `python helpers/bootstrap.py lab`.

`make lab` and `make test` call this file; on Windows it is called directly. It makes the environment `.venv` from
the lock, and does nothing when the lock has not changed. It runs before anything is installed: standard library only,
and no syntax newer than Python 3.6, so that an old Python gets a sentence and not a traceback.
"""

import argparse
import contextlib
import errno
import hashlib
import json
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import webbrowser
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "nncourse.json"
LOCKS = {"lab": "requirements.lock", "test": "requirements-test.lock"}
LOCK = []  # type: list  # the open file that says that a set-up of this folder runs
NEEDED_GB = 3
FULL = re.compile("No space left on device|Disk quota exceeded|not enough space on the disk")  # in any program's words
DISK_IS_FULL = "the disk is full; make room and start again, it goes on from here."
NOT_YOURS = "{} belongs to another account of this computer; delete it, or make it yours (chown), and start again."
TROUBLES = set()  # type: set  # of what programs said, those that a sentence of ours names
NOTICES = [
    ("dot", "Graphviz is not installed: diagrams of models are drawn in a simpler way."),
    ("node", "Node is not installed: what runs the widgets' JavaScript outside a browser is left out."),
]
# Settings as they lie in .venv: those of everybody, and over them those of a copy that holds the instructors' rooms.
# No question about news over the first lesson, traffic between kernels hidden from others on the machine, and
# nbgrader's pages for instructors shown to instructors alone: in a students' copy they lead nowhere.
SETTINGS = [ROOT / "helpers/study/jupyter", ROOT / "helpers/instructors/jupyter"]
# What another active environment, conda's for instance, would mix into this one.
NOT_OURS = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "CONDA_PREFIX")


class SetupError(Exception):
    """The set-up cannot go on; the message is one sentence for the user."""


def main(argv=None):
    """Run one command; return its exit code."""
    parser = argparse.ArgumentParser(prog="bootstrap.py", description="Set up the course and start it.")
    parser.add_argument("command", choices=["lab", "test", "setup"], help="open JupyterLab, run the tests, or neither")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="given on to JupyterLab or pytest")
    options = parser.parse_args(argv)
    speak_anywhere()
    have_a_home()
    for name in NOT_OURS:
        os.environ.pop(name, None)
    try:
        set_up("test" if options.command == "test" else "lab", quiet=options.command == "setup")
        if options.command == "lab":
            return open_lab(options.rest)
        if options.command == "test":
            return run_tests(options.rest)
        return 0
    except SetupError as error:
        print("Stopped: {}".format(error), file=sys.stderr)
        return 1
    except OSError as error:
        if isinstance(error, PermissionError) and error.filename:
            print("Stopped: {}".format(NOT_YOURS.format(error.filename)), file=sys.stderr)
        elif error.errno in (errno.ENOSPC, errno.EDQUOT):
            print("Stopped: {}".format(DISK_IS_FULL), file=sys.stderr)
        else:
            raise
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Start it again to go on from here.", file=sys.stderr)
        return 130


def open_lab(arguments):
    """Start JupyterLab on the first lesson; the server's root is the repository, as nbgrader's pages need it."""
    start = first_lesson()
    server = ["--ServerApp.root_dir=" + str(ROOT), "--LabApp.default_url=/lab/tree/" + start]
    if os.access(str(ROOT), os.W_OK):
        (ROOT / "grading" / "exchange").mkdir(parents=True, exist_ok=True)  # nbgrader's pages do not make it themselves
    else:
        say("Notice: you may not write in {}, so nothing that you type is kept; copy the course for that.".format(ROOT))
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        server.append("--allow-root")
        say("Notice: you are root, and so is every cell that you run; JupyterLab opens all the same.")
    if has_browser():
        say("JupyterLab opens {} in your browser. To stop it, press Ctrl-C here and answer y.".format(start))
    else:
        server.append("--no-browser")
        say('There is no browser here: open the address with "token=" that JupyterLab prints below. Ctrl-C stops it.')
    if in_container() and not any(word.startswith("--ip") for word in arguments):
        say(
            "Notice: in a container the address works outside, too, if the container was started with -p 8888:8888 and "
            "JupyterLab with `make lab LAB_ARGS=--ip=0.0.0.0`."
        )
    return run_in_venv(["jupyterlab"] + server + list(arguments))


def has_browser():
    """Tell whether a browser with windows can be opened here."""
    if sys.platform.startswith("linux") and not any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))):
        return False  # what is left are browsers of text, which would take over the terminal
    try:
        return webbrowser.get() is not None
    except webbrowser.Error:
        return False


def in_container():
    """Tell whether this is a container of Docker or Podman whose ports nobody brings out by himself, as editors do."""
    if os.environ.get("REMOTE_CONTAINERS") or os.environ.get("CODESPACES"):
        return False
    return any(map(os.path.exists, ("/.dockerenv", "/run/.containerenv")))


def run_tests(arguments):
    """Run the first circle of tests, or what ALL=1, ROOM=checks, CHANGED=1 or the arguments ask for."""
    if arguments:
        return run_in_venv(["pytest"] + list(arguments))
    rooms, wants = (
        os.environ.get("ROOM", "").replace(",", " ").split(),
        lambda name: os.environ.get(name, "") not in ("", "0"),
    )
    if rooms:
        chosen = [test_folder(room) for room in rooms]
        say("Tests of {}.".format(", ".join(rooms)))
    elif wants("CHANGED"):
        command = [str(venv_python()), "tests/support/changed.py"]
        chosen = subprocess.check_output(command, cwd=str(ROOT), universal_newlines=True).split()
        say("Tests of what differs from the branch main, and of what stands on it.")
    elif wants("ALL"):
        chosen = []
        say(
            "Every test: each lesson, widget, check and grade, in real browsers and machines. This takes about an hour."
        )
    else:
        chosen = ["--first-circle"]
        say("The first circle of tests: does the course work here? It takes about 15 minutes; ALL=1 runs every test.")
    # Two files at a time, each whole in one process; more would make browsers and TensorFlow wait for each other.
    two = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"] if (os.cpu_count() or 1) > 1 else []
    return run_in_venv(["pytest", "--durations=12", "--durations-min=5"] + two + chosen)


def test_folder(room):
    """Return the folder of a room's tests, as a path under the repository."""
    if (ROOT / "tests" / room).is_dir() and room != "support":
        return "tests/" + room
    there = sorted({path.parent.name for path in ROOT.glob("tests/*/test_*.py")})
    raise SetupError('there is no room "{}" in tests/. Rooms: {}.'.format(room, ", ".join(there)))


def first_lesson():
    """Return the released notebook that comes first, as a path under the repository."""
    notebooks = sorted(ROOT.glob("course/[0-9][0-9]-*/[0-9][0-9]-*.ipynb"))
    if notebooks:
        return notebooks[0].relative_to(ROOT).as_posix()
    raise SetupError("course/ holds no lesson; `make build` makes the lessons from solutions/.")


def run_in_venv(module_and_arguments):
    """Run `python -m ...` of the environment in the repository's root; return its exit code."""
    environment = dict(os.environ)
    environment["PATH"] = str(venv_python().parent) + os.pathsep + environment.get("PATH", "")
    environment["JUPYTER_PREFER_ENV_PATH"] = "1"  # this environment's kernel, not one from the user's home
    command = [str(venv_python()), "-P", "-m"] + module_and_arguments  # -P: a random.py in this folder hides nothing
    if os.name == "nt":  # there a replaced process would return to the prompt at once
        return subprocess.call(command, cwd=str(ROOT), env=environment)
    sys.stdout.flush()
    os.chdir(str(ROOT))
    return os.execve(command[0], command, environment)


# --- the environment ---------------------------------------------------------------------------------------------


def set_up(level, quiet=False):
    """Make `.venv` hold what `level` ("lab" or "test") needs; do nothing when it already does."""
    with alone():
        stamp = read_stamp()
        had_gpu = stamp.get("gpu", False)
        gpu = os.environ["GPU"] != "0" if os.environ.get("GPU") else had_gpu  # once chosen, it stays
        chosen = os.environ.get("PYTHON", "")
        done = stamp.get(level) == fingerprint(level, gpu) and fits(chosen, stamp) and runs(venv_python())
        if not done:
            make_environment(level, chosen, stamp, gpu)
    if not (done and quiet):
        print_notices()


def make_environment(level, chosen, stamp, gpu):
    """Bring `.venv` to what the lock says; killed at any moment and started again, it leaves nothing half done."""
    check_machine(gpu)
    kept = None if chosen else python_behind(venv_python())  # an update keeps the Python that was chosen once
    python, version = kept or find_python(chosen)
    started = time.time()
    say("Setting up the course in .venv with Python {}.{}.{}; only the first time takes long.".format(*version))
    make_venv(python, version, whole="python" in stamp)
    before = installed_packages()
    # Until all is installed, the stamp says that what is there is not to be trusted.
    write_stamp({"gpu": gpu or stamp.get("gpu", False)})
    try:
        install(level, gpu, stamp.get("gpu", False))
    except SetupError:
        if "python" in stamp and installed_packages() == before:  # without a network nothing was touched
            write_stamp(stamp)
        raise
    write_settings()
    levels = [name for name in LOCKS if name == level or level == "test"]  # the lock for tests holds the other
    write_stamp(dict({name: fingerprint(name, gpu) for name in levels}, python=list(version[:2]), gpu=gpu))
    say("Ready after {:.0f} s.".format(time.time() - started))


@contextlib.contextmanager
def alone():
    """Wait until no other set-up of this folder runs, and keep others waiting.

    The lock ends with this process and the installers that it started: one that outlives it writes into `.venv` still.
    """
    if fcntl is None:
        yield
        return
    folder = os.open(str(ROOT), os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Another set-up of this folder is running; this one waits for it.")
        fcntl.flock(folder, fcntl.LOCK_EX)
    except OSError:  # some network drives know no locks
        pass
    LOCK.append(folder)
    try:
        yield
    finally:
        os.close(LOCK.pop())


def fingerprint(level, gpu=False):
    """Return what decides the content of the environment, as one string."""
    digest = hashlib.sha256()
    for name in (LOCKS[level], "pyproject.toml"):
        path = ROOT / name
        if not path.exists():
            raise SetupError("{} is missing; take a complete copy of the course.".format(name))
        digest.update(path.read_bytes())
    digest.update(str((ROOT, gpu)).encode("utf-8"))  # scripts in .venv name the folder
    for path, _ in settings():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def read_stamp():
    """Return what the last complete set-up wrote, or an empty dict."""
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def write_stamp(stamp):
    """Write what the environment holds, whole or not at all."""
    fresh = STAMP.with_name(STAMP.name + ".part")
    fresh.write_text(json.dumps(stamp) + "\n", encoding="utf-8")
    os.replace(str(fresh), str(STAMP))


def installed_packages():
    """Return the names and versions that the environment's packages folder holds."""
    return sorted(path.name for path in packages_folder().glob("*.dist-info"))


def packages_folder():
    """Return where the environment's packages lie."""
    return next(VENV.glob("lib/python*/site-packages"), VENV / "Lib" / "site-packages")


def fits(chosen, stamp):
    """Tell whether the environment has the Python that the user chose with PYTHON=, if any."""
    if not chosen:
        return True
    version = version_of(chosen)
    return version is not None and list(version[:2]) == stamp.get("python")


def check_machine(gpu=False):
    """Raise SetupError where the set-up could only fail later."""
    if gpu and (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise SetupError("GPU=1 is for Linux on x86_64 with an NVIDIA card; leave it out here.")
    if sys.platform == "darwin" and platform.machine() == "x86_64":
        raise SetupError("TensorFlow has no builds for Macs with an Intel processor; use Binder or another machine.")
    if not os.access(str(ROOT), os.W_OK):
        raise SetupError(
            "you may not write in {}; copy the course to a folder of your own and start there.".format(ROOT)
        )
    if "python" in read_stamp():
        return
    free = (shutil.disk_usage(str(ROOT)).free + size_of(VENV)) / 1e9  # what is half there is made anew
    if free < NEEDED_GB:
        message = "the environment needs {} GB of disk and {:.1f} GB are free; make room and start again."
        raise SetupError(message.format(NEEDED_GB, free))


def is_full():
    """Tell whether what has just failed lacked room: a program said so, or next to none is left."""
    return "full" in TROUBLES or shutil.disk_usage(str(ROOT)).free < 20e6


def size_of(folder):
    """Return how many bytes the files of a folder take, 0 where there is none."""
    return sum(path.lstat().st_size for path in folder.rglob("*"))


def find_python(chosen=""):
    """Return (command, version) of a suitable Python: the one chosen with PYTHON=, the first on the PATH, or one that
    uv brings.
    """
    oldest, newest = pythons()
    names = ["python3"] + ["python3.{}".format(minor) for minor in range(newest[1], oldest[1] - 1, -1)]
    names += ["python", "py", getattr(sys, "_base_executable", sys.executable)]
    seen = []
    for name in [chosen] if chosen else names:
        version = version_of(name)
        if version and suitable(version):
            return name, version
        if version:
            seen.append((name, version))
    if not seen:
        raise SetupError("{} is not a Python that runs; the course needs {}.".format(chosen or "python3", wanted()))
    name, version = seen[0]
    wrong = "too old" if version[:2] < oldest else "too new (TensorFlow has no build for it yet)"
    brought = None if chosen else bring_python(name, version, wrong)
    if brought:
        return brought
    message = "{} is Python {}.{}.{}, which is {}; install {} or name one with PYTHON=path."
    raise SetupError(message.format(name, version[0], version[1], version[2], wrong, wanted()))


def bring_python(name, version, wrong):
    """Let uv bring a Python that fits, by one that does not; return (command, version), or None where that fails."""
    newest = "{}.{}".format(*pythons()[1])
    here = "{} is Python {}.{}.{}, which is {}".format(name, version[0], version[1], version[2], wrong)
    say("{}: uv brings Python {} beside it, about 40 MB.".format(here, newest))
    with tempfile.TemporaryDirectory() as folder:
        python = str(Path(folder) / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
        uv = [python, "-m", "uv"]
        if shutil.which("uv"):
            uv = ["uv"]
        elif run([name, "-m", "venv", folder]) != 0 or not install_text(
            [pip_command(python)], block("uv", lock_text("lab"))
        ):
            return None
        if run(uv + ["python", "install", "--no-bin", newest]) != 0:
            return None
        command = output_of(uv + ["python", "find", "--managed-python", newest]).strip()
    brought = version_of(command)
    return (command, brought) if brought and suitable(brought) else None


def pythons():
    """Return the oldest and the newest Python of the course; pyproject.toml says it, and nothing else does."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    oldest, beyond = re.search(r'requires-python = ">=3\.(\d+),<3\.(\d+)"', text).groups()
    return (3, int(oldest)), (3, int(beyond) - 1)


def wanted():
    """Return the Pythons of the course in words."""
    oldest, newest = pythons()
    names = ["3.{}".format(minor) for minor in range(oldest[1], newest[1] + 1)]
    return "Python {} or {}".format(", ".join(names[:-1]), names[-1])


def suitable(version):
    """Tell whether the course runs on a version of Python."""
    oldest, newest = pythons()
    return oldest <= version[:2] <= newest


def python_behind(python):
    """Return (command, version) of the Python that an environment was made from, or None where it is gone or does not
    fit.
    """
    base = output_of([str(python), "-c", "import sys; print(getattr(sys, '_base_executable', sys.executable))"]).strip()
    version = version_of(base) if base else None
    return (base, version) if version and suitable(version) else None


def version_of(python):
    """Return the version of a Python command as three integers, or None where it does not run."""
    try:
        return (
            tuple(
                int(part)
                for part in output_of([python, "-c", "import sys; print('%d %d %d' % sys.version_info[:3])"]).split()
            )
            or None
        )
    except ValueError:
        return None


def output_of(command):
    """Return what a command prints, or an empty string where it fails."""
    try:
        text = subprocess.check_output(command, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return text.decode("utf-8", "replace")


def runs(python):
    """Tell whether a Python starts; the one in `.venv` stops doing so when its base is removed."""
    return Path(sys.executable) == python or version_of(str(python)) is not None


def venv_python():
    """Return the path of the environment's Python."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_venv(python, version, whole):
    """Create `.venv`; keep the one that is there if it is whole, has the same Python and works,
    wherever it was made.
    """
    present = version_of(str(venv_python())) if venv_python().exists() else None
    if whole and present and present[:2] == version[:2]:
        if names_this_folder() or move_in(python):
            return
    if os.name == "nt" and Path(sys.prefix) == VENV:
        raise SetupError("this runs inside the .venv that it has to replace; call it with another Python.")
    step("1/4 a new environment")
    if VENV.exists():
        shutil.rmtree(str(VENV))
    if run([python, "-m", "venv", str(VENV)]) != 0:
        full = is_full()
        shutil.rmtree(str(VENV), ignore_errors=True)
        if full:
            raise SetupError(DISK_IS_FULL)
        name = "python{}.{}-venv".format(*version)
        raise SetupError("{} cannot make environments; on Debian and Ubuntu, `apt install {}`.".format(python, name))


def names_this_folder():
    """Tell whether the environment's programs name the folder where it is now."""
    heads = [head.group().decode("utf-8", "replace") for _, _, head in programs()]
    plain = [
        head.replace("'\\''", "'").replace("'\"'\"'", "'") for head in heads
    ]  # an apostrophe, as two hands quote it
    return all(str(VENV) in head for head in plain)


def move_in(python):
    """Let a moved environment name the folder where it is now; return whether that could be done."""
    if os.name == "nt":  # there a program is no text
        return False
    step("1/4 the folder was moved: .venv gets its new place")
    shell = "#!/bin/sh\n'''exec' {} \"$0\" \"$@\"\n' '''\n".format(shlex.quote(str(venv_python()))).encode()
    for path, content, head in programs():
        path.write_bytes(shell + content[head.end() :])
    return run([python, "-m", "venv", "--without-pip", str(VENV)]) == 0  # pyvenv.cfg, and the scripts that activate it


def programs():
    """Return (path, content, match of its first lines) of each program in the environment that starts its Python."""
    head = re.compile(rb"#![^\n]*\.venv[^\n]*\n|#!/bin/sh\n'''exec' .*\n' '''\n")
    files = [path for path in venv_python().parent.iterdir() if path.is_file() and not path.is_symlink()]
    found = [(path, content, head.match(content)) for path, content in ((path, path.read_bytes()) for path in files)]
    return [one for one in found if one[2]]


# --- the packages ------------------------------------------------------------------------------------------------


def install(level, gpu=False, had_gpu=False):
    """Install the lock of a level and then this repository; by uv, and by pip where uv cannot."""
    step("2/4 the installer uv")
    text = lock_text(level)
    installers = [pip_command()]
    if install_text(installers, block("uv", text)):
        installers.insert(0, uv_command())
    new = "about 0.5 GB to download, 2.2 GB on disk" if len(installed_packages()) < 10 else "those that changed"
    step("3/4 {} packages: {}".format(len(pins(text)), new))
    if gpu or had_gpu:  # the two wheels hold the same files and must not meet
        run([str(venv_python()), "-m", "pip", "uninstall", "-qqy", "tensorflow-cpu" if gpu else "tensorflow"])
    if gpu:
        without_cpu_wheel = text.replace(block("tensorflow-cpu", text), "")
        wanted = ["tensorflow[and-cuda]==" + pins(text)["tensorflow-cpu"]]
        installed = install_text(installers, without_cpu_wheel) and with_installer(installers, wanted)
    else:
        installed = install_text(installers, text)
    if installed:
        step("4/4 the course itself")
    if not (installed and with_installer(installers, ["--no-deps", "--no-build-isolation", "-e", "."])):
        failed = "the packages could not be installed; the lines above say why, most often the network. Start it again."
        raise SetupError(DISK_IS_FULL if is_full() else failed)
    for path in packages_folder().glob("_nncourse.pth"):
        # From there to here, so that it holds wherever the folder goes, whatever signs its name has, in any locale.
        path.write_text(os.path.relpath(str(ROOT), str(path.parent)) + "\n", encoding="ascii")


def lock_text(level):
    """Return the lock of a level."""
    return (ROOT / LOCKS[level]).read_text(encoding="utf-8")


def install_text(installers, text):
    """Install what some text in the form of a lock names, with its hashes; return whether that worked."""
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "part.lock"
        part.write_text(text, encoding="utf-8")
        return with_installer(installers, ["--require-hashes", "--no-deps", "-r", str(part)])


def with_installer(installers, arguments):
    """Let the first installer that manages it install something; return whether one did."""
    for index, (command, environment) in enumerate(installers):
        if run(command + arguments, environment) == 0:
            del installers[:index]  # what has failed once is not tried again
            return True
        if index + 1 < len(installers):
            say("      uv could not do it; pip tries the same, which is slower")
    return False


def block(name, text):
    """Return the lines of one package in a lock."""
    return re.search(r"^{}==.*\n(?: .*\n)*".format(re.escape(name)), text, re.MULTILINE).group()


def pins(text):
    """Return the packages of a lock as name -> version, the last one where a version depends on the Python."""
    return dict(re.findall(r"^([a-z0-9][a-z0-9.-]*)==(\S+)", text, re.MULTILINE))


def pip_command(python=None):
    """Return the command and environment that install with pip, into `.venv` or where another Python belongs."""
    options = ["--quiet", "--disable-pip-version-check", "--no-input"]
    return [python or str(venv_python()), "-m", "pip", "install"] + options, {}


def uv_command():
    """Return the command and environment that install with uv, which does not read pip's own configuration."""
    # Without byte code the first import of TensorFlow takes 10 to 24 s.
    environment = {"UV_COMPILE_BYTECODE": os.environ.get("UV_COMPILE_BYTECODE", "1")}
    for ours, theirs in (("UV_DEFAULT_INDEX", "global.index-url"), ("SSL_CERT_FILE", "global.cert")):
        value = pip_setting(theirs)
        if value and ours not in os.environ and "UV_INDEX_URL" not in os.environ:
            environment[ours] = value
    return [str(venv_python()), "-m", "uv", "pip", "install", "--python", str(venv_python())], environment


def pip_setting(name):
    """Return one value of pip's configuration, which may name a mirror, or an empty string."""
    variable = os.environ.get("PIP_" + name.split(".")[1].upper().replace("-", "_"))
    if variable:
        return variable
    return output_of([str(venv_python()), "-m", "pip", "config", "get", name]).strip()


def settings():
    """The files of settings in this copy and their places in .venv, as pairs; a later one replaces an earlier one."""
    for folder in SETTINGS:
        for path in sorted(folder.rglob("*.*")):
            if path.is_file() and path.suffix in (".json", ".py", ".js"):
                yield path, VENV / path.relative_to(folder)


def write_settings():
    """Write the settings that every JupyterLab and kernel starts with."""
    for path, place in settings():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(str(path), str(place))


# --- what the user sees ------------------------------------------------------------------------------------------


def run(command, environment=None):
    """Run a command, show what it says and that it is alive; return its exit code."""
    process = subprocess.Popen(
        command,
        cwd=str(ROOT),
        env=dict(os.environ, **(environment or {})),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=LOCK,
        universal_newlines=True,
        errors="replace",
    )
    done = threading.Event()
    pulse = threading.Thread(target=show_pulse, args=(done,), daemon=True)
    pulse.start()
    try:
        for line in process.stdout:
            if FULL.search(line):
                TROUBLES.add("full")
            if line.strip() and line[:3] not in (" + ", " - ", " ~ "):  # uv lists each of the 150 packages so
                say("      " + line.strip())
        return process.wait()
    except BaseException:
        process.kill()
        process.wait()
        raise
    finally:
        done.set()
        pulse.join()


def show_pulse(done):
    """Print now and then how long it has taken and what has been written, until `done` is set."""
    started, free = time.time(), shutil.disk_usage(str(ROOT)).free
    while not done.wait(10):
        written = max(0, free - shutil.disk_usage(str(ROOT)).free) / 1e6
        say("      ... {:.0f} s, {:.0f} MB written".format(time.time() - started, written))


def print_notices():
    """Name the system programs that are missing and what is lost without them."""
    for program, sentence in NOTICES:
        if shutil.which(program) is None:
            say("Notice: " + sentence)


def speak_anywhere():
    """Let a sign that a terminal or pipe cannot show become "?" and not an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def have_a_home():
    """Give HOME a folder where this account has none that it may write: Jupyter and the record of progress need one."""
    home = os.path.expanduser("~")
    nearest = home if os.path.exists(home) else os.path.dirname(home)
    if os.path.isabs(home) and os.path.isdir(nearest) and os.access(nearest, os.W_OK):
        return
    place = ROOT / "grading" / "home"  # not in git, and it stays
    if not os.access(str(ROOT), os.W_OK):
        place = Path(tempfile.gettempdir()) / "nncourse-{}".format(os.getuid() if hasattr(os, "getuid") else "home")
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    if hasattr(os, "getuid") and (place.is_symlink() or place.stat().st_uid != os.getuid()):
        place = Path(tempfile.mkdtemp(prefix="nncourse-"))  # somebody else was there first: not what we start from
    os.environ["HOME"] = str(place)


def step(text):
    """Say which step begins."""
    say("  " + text)


def say(text):
    """Print one line at once, also into a pipe."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
