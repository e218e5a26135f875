"""The sandbox around a warm process: bubblewrap with no network, a read-only system and nothing of the course but
`helpers/`, `data/` and the released `course/`.
"""

import functools
import os
import site
import subprocess
import sys
from pathlib import Path

from ...course import programs
from ...course.errors import NoSandbox
from ...course.files import HELPERS
from .isolation import HOME

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
ETC = "alternatives fonts ld.so.cache ld.so.conf ld.so.conf.d localtime mime.types ssl/certs ssl/openssl.cnf".split()
PUBLIC = ("helpers", "data", "course")
NOBODY = 65534


def require():
    """Check that bubblewrap can make a sandbox here.

    Raises:
        NoSandbox: it cannot; the message names the reason.
    """
    why = programs.no_sandbox()
    if why == "Linux only":
        raise NoSandbox("The sandbox for submissions needs Linux.")
    if why == "not installed":
        raise NoSandbox("The sandbox for submissions needs bubblewrap: install it (apt install bubblewrap).")
    if why:
        raise NoSandbox(f"bubblewrap cannot make a sandbox here ({why}): allow user namespaces.")


def command(root, inner):
    """The bubblewrap command that runs `inner` for the course at `root`."""
    root = Path(root).resolve()
    words = [
        *"bwrap --unshare-all --die-with-parent --new-session --hostname grading --uid 1000 --gid 1000".split(),
        *"--cap-drop ALL --cap-add CAP_SYS_ADMIN --cap-add CAP_SETPCAP --clearenv".split(),
        *"--proc /proc --dev /dev --tmpfs /tmp".split(),
    ]
    for path in SYSTEM:
        if os.path.islink(path):
            words += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            words += ["--ro-bind", path, path]
    for name in ETC:
        words += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    pythons = [path for path in _python_folders() if not _inside(path, SYSTEM)]
    around = [str(path) for path in pythons if not path.is_relative_to(root)]
    shown = [str(path) for path in pythons if path.is_relative_to(root)]
    shown += [str(root / name) for name in PUBLIC if (root / name).is_dir()]
    shown += [str(_package_folder())]
    for path in dict.fromkeys(around):
        words += ["--ro-bind", path, path]
    if _inside(root, [*SYSTEM, *around]):
        # The course lies inside a folder that Python itself needs: its solutions, marks and history stay hidden.
        words += ["--tmpfs", str(root)]
    for path in dict.fromkeys(shown):
        words += ["--ro-bind", path, path]
    words += ["--dir", HOME, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/"]
    for name, value in environment(root).items():
        words += ["--setenv", name, value]
    return words + ["--", *inner]


@functools.lru_cache(maxsize=8)
def user(root):
    """Options of `Popen` for the sandbox: root lets submissions run as the user nobody, where that one can read the
    course.

    The kernel does not count the threads of root, and what only root may read should stay closed.
    """
    if os.geteuid():
        return {}
    options = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    trial = command(root, [sys.executable, "-P", "-c", "import numpy, helpers.instructors.grading.isolation"])
    try:
        done = subprocess.run(trial, capture_output=True, timeout=60, **options)
    except (OSError, subprocess.SubprocessError):
        return {}
    return {} if done.returncode else options


def environment(root):
    """The clean environment of submissions: nothing of the instructor's, one thread for each numeric library."""
    names = {
        "PATH": "/usr/bin:/bin",
        "HOME": "/tmp",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(_package_folder().parent),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "IPYTHONDIR": "/tmp/ipython",
        "MPLCONFIGDIR": "/tmp/matplotlib",
        "MPLBACKEND": "agg",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "NBGRADER_EXECUTION": "autograde",
        "NNCOURSE_ROOT": str(root),
    }
    names.update({f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR")})
    names.update({"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"})
    return names


def _python_folders():
    """Where this Python and its packages live."""
    folders = [
        sys.prefix,
        sys.base_prefix,
        sys.exec_prefix,
        Path(sys.executable).resolve().parent.parent,
        *site.getsitepackages(),
    ]
    found = []
    for folder in map(Path, folders):
        if folder.is_dir() and not any(folder.is_relative_to(other) for other in found):
            found.append(folder)
    return found


def _package_folder():
    return HELPERS


def _inside(path, folders):
    return any(Path(path).is_relative_to(folder) for folder in folders)
