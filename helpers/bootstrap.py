"""Set up the course and start it, from a bare Python: `python helpers/bootstrap.py lab`.

`make lab` and `make test` call this file; on Windows it is called directly. It makes the environment `.venv` from
the lock, and does nothing when the lock has not changed. It runs before anything is installed: standard library only,
and no syntax newer than Python 3.6, so that an old Python gets a sentence and not a traceback.
"""
import argparse
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "nncourse.json"
LOCKS = {"lab": "requirements.lock", "test": "requirements-test.lock"}
OLDEST, NEWEST = (3, 11), (3, 13)
WANTED = "Python 3.11, 3.12 or 3.13"
NEEDED_GB = 3
NOTICES = [
    ("dot", "Graphviz is not installed: diagrams of models are drawn in a simpler way."),
    ("node", "Node is not installed: what runs the widgets' JavaScript outside a browser is left out."),
]
# JupyterLab's question about news covers the first lesson at the first start.
LAB_SETTINGS = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
# Pages of nbgrader that only instructors use: in a students' copy they lead nowhere.
FOR_INSTRUCTORS = ("formgrader", "course-list", "create-assignment")


class SetupError(Exception):
    """The set-up cannot go on; the message is one sentence for the user."""


def main(argv=None):
    """Run one command; return its exit code."""
    parser = argparse.ArgumentParser(prog="bootstrap.py", description="Set up the course and start it.")
    parser.add_argument("command", choices=["lab", "test", "setup"], help="open JupyterLab, run the tests, or neither")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="given on to JupyterLab or pytest")
    options = parser.parse_args(argv)
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
    except KeyboardInterrupt:
        print("\nStopped. Start it again to go on from here.", file=sys.stderr)
        return 130


def open_lab(arguments):
    """Start JupyterLab on the first lesson; the server's root is the repository, as nbgrader's pages need it."""
    start = first_lesson()
    (ROOT / "grading" / "exchange").mkdir(parents=True, exist_ok=True)  # nbgrader's pages do not make it themselves
    say("JupyterLab opens {} in your browser. To stop it, press Ctrl-C here and answer y.".format(start))
    server = ["--ServerApp.root_dir=" + str(ROOT), "--LabApp.default_url=/lab/tree/" + start]
    return run_in_venv(["jupyterlab"] + server + list(arguments))


def run_tests(arguments):
    """Run every test, or those that the arguments name."""
    if not arguments:
        say("Tests: every lesson, widget, check and grade. Some open a real JupyterLab; this takes minutes.")
        # Two files at a time, each whole in one process; more would make browsers and TensorFlow wait for each other.
        arguments = ["-n", "2", "--dist", "loadfile"] if (os.cpu_count() or 1) > 1 else []
    return run_in_venv(["pytest"] + list(arguments))


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
    environment.pop("PYTHONHOME", None)
    command = [str(venv_python()), "-m"] + module_and_arguments
    if os.name == "nt":  # there a replaced process would return to the prompt at once
        return subprocess.call(command, cwd=str(ROOT), env=environment)
    sys.stdout.flush()
    os.chdir(str(ROOT))
    return os.execve(command[0], command, environment)


# --- the environment ---------------------------------------------------------------------------------------------


def set_up(level, quiet=False):
    """Make `.venv` hold what `level` ("lab" or "test") needs; do nothing when it already does."""
    stamp = read_stamp()
    had_gpu = stamp.get("gpu", False)
    gpu = os.environ["GPU"] != "0" if os.environ.get("GPU") else had_gpu  # once chosen, it stays
    wanted = fingerprint(level, gpu)
    chosen = os.environ.get("PYTHON", "")
    if stamp.get(level) == wanted and fits(chosen, stamp) and runs(venv_python()):
        if not quiet:
            print_notices()
        return
    check_machine(gpu)
    kept = version_of(str(venv_python())) if not chosen else None  # an update keeps the Python that was chosen once
    python, version = (str(venv_python()), kept) if kept and suitable(kept) else find_python(chosen)
    started = time.time()
    say("Setting up the course in .venv with Python {}.{}.{}; only the first time takes long.".format(*version))
    make_venv(python, version)
    STAMP.write_text(json.dumps({"gpu": gpu or had_gpu}) + "\n", encoding="utf-8")  # should this be interrupted
    install(LOCKS[level], gpu, had_gpu)
    write_settings()
    levels = [name for name in LOCKS if name == level or level == "test"]  # the lock for tests holds the other
    stamp = {name: fingerprint(name, gpu) for name in levels}
    stamp.update(python=list(version[:2]), gpu=gpu)
    STAMP.write_text(json.dumps(stamp) + "\n", encoding="utf-8")
    say("Ready after {:.0f} s.".format(time.time() - started))
    print_notices()


def fingerprint(level, gpu=False):
    """Return what decides the content of the environment, as one string."""
    digest = hashlib.sha256()
    for name in (LOCKS[level], "pyproject.toml"):
        path = ROOT / name
        if not path.exists():
            raise SetupError("{} is missing; take a complete copy of the course.".format(name))
        digest.update(path.read_bytes())
    digest.update(str((ROOT, gpu)).encode("utf-8"))  # scripts in .venv name the folder
    return digest.hexdigest()


def read_stamp():
    """Return what the last complete set-up wrote, or an empty dict."""
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


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
    free = shutil.disk_usage(str(ROOT)).free / 1e9
    if free < NEEDED_GB and "python" not in read_stamp():
        message = "the environment needs {} GB of disk and {:.1f} GB are free; make room and start again."
        raise SetupError(message.format(NEEDED_GB, free))


def find_python(chosen=""):
    """Return (command, version) of a suitable Python: the one chosen with PYTHON=, or the first on the PATH."""
    names = [chosen] if chosen else ["python3", "python3.13", "python3.12", "python3.11", "python", "py", sys.executable]
    seen = []
    for name in names:
        version = version_of(name)
        if version and suitable(version):
            return name, version
        if version:
            seen.append((name, version))
    if not seen:
        raise SetupError("{} is not a Python that runs; the course needs {}.".format(chosen or "python3", WANTED))
    name, version = seen[0]
    wrong = "too old" if version[:2] < OLDEST else "too new (TensorFlow has no build for it yet)"
    message = "{} is Python {}.{}.{}, which is {}; install {} or name one with PYTHON=path."
    raise SetupError(message.format(name, version[0], version[1], version[2], wrong, WANTED))


def suitable(version):
    """Tell whether the course runs on a version of Python."""
    return OLDEST <= version[:2] <= NEWEST


def version_of(python):
    """Return the version of a Python command as three integers, or None where it does not run."""
    try:
        text = subprocess.check_output(
            [python, "-c", "import sys; print('%d %d %d' % sys.version_info[:3])"],
            stderr=subprocess.DEVNULL, universal_newlines=True,
        )
        return tuple(int(part) for part in text.split())
    except (OSError, subprocess.CalledProcessError, ValueError):
        return None


def runs(python):
    """Tell whether a Python starts; the one in `.venv` stops doing so when its base is removed."""
    return Path(sys.executable) == python or version_of(str(python)) is not None


def venv_python():
    """Return the path of the environment's Python."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_venv(python, version):
    """Create `.venv`, or keep the one that is there if it has the same Python and works."""
    present = version_of(str(venv_python())) if venv_python().exists() else None
    if present and present[:2] == version[:2]:
        return
    if VENV.exists() and Path(sys.prefix) == VENV:
        raise SetupError("this runs inside the .venv that it has to replace; call it with another Python.")
    step("1/4 a new environment")
    if VENV.exists():
        shutil.rmtree(str(VENV))
    if run([python, "-m", "venv", str(VENV)]) != 0:
        shutil.rmtree(str(VENV), ignore_errors=True)
        name = "python{}.{}-venv".format(*version)
        raise SetupError("{} cannot make environments; on Debian and Ubuntu, `apt install {}`.".format(python, name))


# --- the packages ------------------------------------------------------------------------------------------------


def install(lock, gpu=False, had_gpu=False):
    """Install the lock and then this repository; by uv, and by pip where uv cannot."""
    step("2/4 the installer uv")
    text = (ROOT / lock).read_text(encoding="utf-8")
    installers = [pip_command()]
    if install_text(installers, block("uv", text)):
        installers.insert(0, uv_command())
    step("3/4 {} packages: about 0.5 GB to download, 2.2 GB on disk".format(len(pins(text))))
    if gpu or had_gpu:  # the two wheels hold the same files and must not meet
        run([str(venv_python()), "-m", "pip", "uninstall", "-qqy", "tensorflow-cpu" if gpu else "tensorflow"])
    if gpu:
        without_cpu_wheel = text.replace(block("tensorflow-cpu", text), "")
        wanted = ["tensorflow[and-cuda]==" + pins(text)["tensorflow-cpu"]]
        installed = install_text(installers, without_cpu_wheel) and with_installer(installers, wanted)
    else:
        installed = install_text(installers, text)
    step("4/4 the course itself")
    if not (installed and with_installer(installers, ["--no-deps", "--no-build-isolation", "-e", str(ROOT)])):
        raise SetupError("the packages could not be installed; the lines above say why (often the network or the disk).")


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


def pip_command():
    """Return the command and environment that install with pip."""
    options = ["--quiet", "--disable-pip-version-check", "--no-input"]
    return [str(venv_python()), "-m", "pip", "install"] + options, {}


def uv_command():
    """Return the command and environment that install with uv, which does not read pip's own configuration."""
    environment = {"UV_COMPILE_BYTECODE": "1"}  # else the first import of TensorFlow takes 10 to 24 s
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
    try:
        command = [str(venv_python()), "-m", "pip", "config", "get", name]
        return subprocess.check_output(command, stderr=subprocess.DEVNULL, universal_newlines=True).strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def write_settings():
    """Write the settings that every JupyterLab of the course starts with; in a students' copy without instructors' pages."""
    students = not (ROOT / "solutions").is_dir()
    disabled = {"@jupyter/nbgrader:" + page: students for page in FOR_INSTRUCTORS}
    for place, settings in (
        ("share/jupyter/lab/settings/overrides.json", LAB_SETTINGS),
        ("etc/jupyter/labconfig/page_config.json", {"disabledExtensions": disabled}),
    ):
        path = VENV / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")


# --- what the user sees ------------------------------------------------------------------------------------------


def run(command, environment=None):
    """Run a command, show what it says and that it is alive; return its exit code."""
    process = subprocess.Popen(
        command, cwd=str(ROOT), env=dict(os.environ, **(environment or {})), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True, errors="replace",
    )
    done = threading.Event()
    pulse = threading.Thread(target=show_pulse, args=(done,), daemon=True)
    pulse.start()
    try:
        for line in process.stdout:
            if line.strip() and not line.startswith(" + "):  # uv lists each of the 150 packages so
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


def step(text):
    """Say which step begins."""
    say("  " + text)


def say(text):
    """Print one line at once, also into a pipe."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
