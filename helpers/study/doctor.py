"""Is everything installed? `doctor()` in a notebook, `nncourse doctor` on a terminal: a table of what is fine and what
is missing, with the command that mends it. It answers at once, and where a package is missing too: none of those that
it looks for is imported, but NumPy where downloaded data are looked at. Each program that it calls fine was started.
"""

import hashlib
import os
import platform
import re
import shutil
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from ..course import programs
from ..course.colours import CORAL, GREEN
from ..course.files import ROOT
from ..course.markup import NOTHING, frame, html, several, tint
from ..course.programs import starts

LEVELS = NEEDED, HELPFUL, TEACHING = "needed", "good to have", "for instructors"
NAME_WIDTH = 30  # names longer than this do not push the column aside
DISK_GB = 1.0
PURPOSE = {
    "jupyterlab": "where you work",
    "ipykernel": "runs the cells",
    "numpy": "arrays: the first half of the course",
    "matplotlib": "pictures",
    "scipy": "functions to compare with",
    "scikit-learn": "data sets, and metrics to compare with",
    "ipywidgets": "sliders and buttons",
    "anywidget": "the widgets of the course",
    "nbgrader": "Validate, and handing in",
    "tensorflow": "Keras, from lesson 07 on",
    "keras": "models, from lesson 07 on",
    "pydot": "diagrams of models",
}
BEHIND = "works behind the scenes"
SUDO = "" if hasattr(os, "geteuid") and os.geteuid() == 0 else "sudo "
# On some systems TensorFlow comes under another name, with the same content.
TENSORFLOW = ("tensorflow", "tensorflow-cpu", "tensorflow-intel", "tensorflow-macos")
OTHER_NAMES = {"tensorflow": TENSORFLOW, "tensorflow-cpu": TENSORFLOW}
FRONT_ENDS = {
    "@jupyter-widgets/jupyterlab-manager": ("widgets in the browser", "ipywidgets jupyterlab_widgets"),
    "anywidget": ("the course's widgets in the browser", "anywidget"),
    "@jupyter/nbgrader": ("Validate and Assignment List in JupyterLab", "nbgrader"),
}


@dataclass(frozen=True)
class Row:
    """One thing that was looked for.

    Attributes:
        name, purpose: what it is, and what the course needs it for.
        level: "needed", "good to have" or "for instructors".
        fine: True where it is there and good enough.
        found: what was found, e.g. a version.
        mend: the command that mends it; empty where it is fine.
    """

    name: str
    purpose: str
    level: str
    fine: bool
    found: str
    mend: str = ""


class doctor:
    """Look at the environment that runs this code: `doctor()`.

    Attributes:
        rows: list of `Row`.
        ok: True where everything that a student needs is there.
    """

    def __init__(self):
        with ThreadPoolExecutor() as pool:  # Chromium alone takes half a second
            started = [pool.submit(look) for look in (_alembic, _graphviz, _chromium, _node, _bubblewrap)]
            self.rows = [_python(), *_packages(), *_front_ends(), _disk(), *data_sets(), *locked(), *downloads()]
            self.rows += [future.result() for future in started]
        self.ok = all(row.fine for row in self.rows if row.level == NEEDED)

    @property
    def verdict(self):
        """One sentence on the whole."""
        missing = [row.name for row in self.rows if row.level == NEEDED and not row.fine]
        if missing:
            return f"Missing: {', '.join(missing)}. The last column of the table says how to mend it."
        lacking = [row.name for row in self.rows if row.level == HELPFUL and not row.fine]
        return "Everything that you need is here." + (
            f" Good to have as well: {', '.join(lacking)}." if lacking else ""
        )

    def data(self):
        """The whole report as plain data, for `nncourse doctor --json`."""
        return {"ok": self.ok, "verdict": self.verdict, "rows": [asdict(row) for row in self.rows]}

    def __repr__(self):
        lines = _wrapped(self.verdict)
        for row in sorted(self.rows, key=lambda row: LEVELS.index(row.level)):
            if not row.fine:
                lines += ["", f"MISSING, {row.level}: {row.name}", *_wrapped(f"{row.found}; {row.purpose}", "  ")]
                lines += ["  mend it by", *_wrapped(row.mend, "    ", " \\" if os.name == "posix" else "")]
        for level in LEVELS:
            fine = [row for row in self._shortened(level) if row.fine]
            if fine:
                wide = max(len(row.name) for row in fine if len(row.name) <= NAME_WIDTH)
                lines += ["", f"Fine, {level}:"]
                for row in fine:
                    lines += _wrapped(f"{row.name:<{wide}}  {row.purpose} ({row.found})", "  ", indent=wide + 4)
        return "\n".join(lines)

    def _repr_html_(self):
        sign, colour = ("✔", GREEN) if self.ok else ("✘", CORAL)
        words = ["", "what", "found", "what for", *self._last("how to mend it")]
        return html(
            '<div class="nn-doctor"><p style="{};margin:.4em 0;max-width:60em">'
            '<strong><span aria-hidden="true">{}</span> {}</strong></p>'
            '<table class="nn-table"><caption>Python {} on {}, {}</caption><thead><tr>{}</tr></thead>{}</table></div>',
            *(frame(colour), sign, self.verdict, platform.python_version(), platform.system(), sys.executable),
            several('<th scope="col" style="text-align:left">{}</th>', words),
            NOTHING.join(map(self._group, LEVELS)),
        )

    def _last(self, cell):
        """The cell of the last column, in a list: it is there where something is missing, and has to be mended."""
        return [] if all(row.fine for row in self.rows) else [cell]

    def _of(self, level):
        return [row for row in self.rows if row.level == level]

    def _shortened(self, level):
        """The rows of a level, with those in one that are fine and that a student never meets by name."""
        quiet = [row for row in self._of(level) if row.fine and row.purpose == BEHIND]
        loud = [row for row in self._of(level) if row not in quiet]
        names = ", ".join(row.name for row in quiet)
        together = (
            [Row(f"{len(quiet)} more packages", f"work behind the scenes: {names}", level, True, "installed")]
            if quiet
            else []
        )
        return loud + together

    def _group(self, level):
        wide = 4 + len(self._last(level))
        lines = [html('<tr><th scope="rowgroup" colspan="{}" style="text-align:left">{}</th></tr>', wide, level)]
        for row in self._shortened(level):
            mark, word, colour = ("✔", "fine", GREEN) if row.fine else ("✘", "missing", CORAL)
            style = f"{tint(colour, 0.2)};padding:0 .4em;border-radius:3px;white-space:nowrap"
            state = html('<span style="{}">{} {}</span>', style, mark, word)
            name = html('<th scope="row" style="text-align:left">{}</th>', row.name)
            mend = html("<code>{}</code>", row.mend) if row.mend else ""
            cells = [
                html('<td style="text-align:left">{}</td>', cell)
                for cell in (state, row.found, row.purpose, *self._last(mend))
            ]
            lines.append(html("<tr>{}</tr>", NOTHING.join([cells[0], name, *cells[1:]])))
        return html("<tbody>{}</tbody>", NOTHING.join(lines))


def _wrapped(text, before="", end="", indent=None):
    """Lines of at most 80 columns; each but the last closes with `end`, which lets a shell go on."""
    later = " " * indent if indent else before
    lines = textwrap.wrap(
        text,
        80 - len(end),
        initial_indent=before,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line + end for line in lines[:-1]] + lines[-1:]


# -- Python and its packages --------------------------------------------------------------------


def _python():
    from packaging.specifiers import SpecifierSet

    wanted = _project().get("requires-python") or ">=3.11,<3.14"
    version = platform.python_version()
    fine = SpecifierSet(wanted).contains(version, prereleases=True)
    mend = "" if fine else "make lab PYTHON=/path/to/python3.12"
    return Row("Python", f"the language; the course needs {wanted}", NEEDED, fine, version, mend)


def _packages():
    from packaging.requirements import Requirement

    wanted = {}
    for text in [*_project()["dependencies"], "tensorflow>=2.18", "keras>=3"]:
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": "cpu"}):
            wanted.setdefault(requirement.name.lower(), requirement.specifier)
    return [_package(name, specifier) for name, specifier in wanted.items()]


def _package(name, specifier):
    found = next(filter(None, map(version_of, OTHER_NAMES.get(name, (name,)))), None)
    fine = found is not None and specifier.contains(found, prereleases=True)
    purpose = PURPOSE.get(name, BEHIND)
    if fine:
        return Row(name, purpose, NEEDED, True, found)
    install = "tensorflow-cpu" if name == "tensorflow" and sys.platform in ("linux", "win32") else name
    said = "not installed" if found is None else f"{found}, needs {specifier}"
    return Row(name, purpose, NEEDED, False, said, f'{_pip()} install "{install}{specifier}"')


def version_of(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _project():
    """Python version and packages that the course asks for: from the repository's file, else from the installed
    package.
    """
    import tomllib

    file = ROOT / "pyproject.toml"
    if file.is_file():
        project = tomllib.loads(file.read_text("utf-8")).get("project", {})
        if project.get("name") == "nncourse":
            return project
    try:
        about = metadata.metadata("nncourse")
    except metadata.PackageNotFoundError:
        return {
            "dependencies": [name for name in PURPOSE if name not in ("tensorflow", "keras")]
        }  # a bare copy of helpers/
    needed = [text for text in metadata.requires("nncourse") or [] if "extra ==" not in text]
    return {"requires-python": about.get("Requires-Python"), "dependencies": needed}


def locked():
    """Whether all packages are those of requirements.lock; nothing where the lock is not beside the course, as on
    Colab.
    """
    from packaging.requirements import Requirement

    file = ROOT / "requirements.lock"
    if not file.is_file():
        return []
    pinned = [
        Requirement(line.rstrip(" \\\n")) for line in file.read_text("utf-8").splitlines() if re.match(r"\w", line)
    ]
    pinned = [one for one in pinned if one.marker is None or one.marker.evaluate()]
    differ = []
    for one in pinned:
        found = next(filter(None, map(version_of, OTHER_NAMES.get(one.name, (one.name,)))), None)
        if found is None or not one.specifier.contains(found, prereleases=True):
            differ.append(f"{one.name} {found or 'not installed'}, the lock has {str(one.specifier).lstrip('=')}")
    purpose = "the very versions that the lessons' numbers were made with"
    if not differ:
        return [Row("versions of the lock", purpose, HELPFUL, True, f"all {len(pinned)}")]
    more = f"; and {len(differ) - 2} more" if len(differ) > 2 else ""
    mend = f'{_pip()} install --no-deps -r "{file}"'
    if (
        version_of("tensorflow")
        and not version_of("tensorflow-cpu")
        and (sys.platform, platform.machine()) == ("linux", "x86_64")
    ):
        # The wheel for the processor alone must not come beside this one
        mend = "delete the folder .venv, then make lab GPU=1"
    return [Row("versions of the lock", purpose, HELPFUL, False, "; ".join(differ[:2]) + more, mend)]


def _pip():
    """pip of this very environment: `python` alone may be another one in the shell where the command is typed."""
    return f"{_quoted(sys.executable)} -m pip"


def _quoted(path):
    return f'"{path}"' if " " in str(path) else str(path)


def _front_ends():
    """The parts of packages that run in the browser: JupyterLab takes them from its own environment."""
    from jupyter_core.paths import jupyter_path

    folders = [Path(folder) for folder in jupyter_path("labextensions")]
    rows = []
    for name, (purpose, packages) in FRONT_ENDS.items():
        fine = any((folder / name / "package.json").is_file() for folder in folders)
        mend = "" if fine else f"{_pip()} install --force-reinstall {packages}  # then start JupyterLab again"
        rows.append(Row(name, purpose, NEEDED, fine, "installed" if fine else "not installed", mend))
    return rows


# -- data ----------------------------------------------------------------------------------------


def data_sets():
    """Whether the files that ship in data/ are whole; nothing where the course is installed without its folder, as on
    Colab.
    """
    table = ROOT / "data/README.md"
    if not table.is_file():
        return []
    sums = dict(re.findall(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", table.read_text("utf-8"), re.MULTILINE))
    wrong = [name for name, total in sums.items() if _digest(ROOT / "data" / name, "sha256") != total]
    mend = (
        f'git -C "{ROOT}" checkout -- data'
        if (ROOT / ".git").exists()
        else f"{_quoted(Path(sys.executable).with_name('nncourse'))} update path/to/nncourse.zip"
    )
    found = f"missing or damaged: {', '.join(wrong)}" if wrong else f"{len(sums)} files, whole"
    return [Row("data", "what some widgets show", NEEDED, not wrong, found, mend if wrong else "")]


def downloads():
    """Whether the images that were downloaded once are whole; that they are not there is no fault."""
    try:
        from ..experiments.datasets import FASHION_FILES, cache_folder
    except ImportError:  # NumPy has a row of its own
        return []
    folder = cache_folder() / "fashion-mnist"
    there = [name for name in FASHION_FILES if (folder / name).is_file()]
    wrong = [folder / name for name in there if _digest(folder / name, "md5") != FASHION_FILES[name]]
    purpose = "photographs for lessons 07 and 08; without them handwritten digits take their place"
    if wrong:
        mend = " ".join(["del" if platform.system() == "Windows" else "rm", *(f'"{path}"' for path in wrong)])
        return [
            Row("Fashion-MNIST", purpose, HELPFUL, False, f"damaged: {', '.join(path.name for path in wrong)}", mend)
        ]
    found = (
        "downloaded"
        if len(there) == len(FASHION_FILES)
        else "not downloaded yet; the first lesson that wants it does that"
    )
    return [Row("Fashion-MNIST", purpose, HELPFUL, True, found)]


def _digest(path, kind):
    try:
        return hashlib.new(kind, path.read_bytes(), usedforsecurity=False).hexdigest()
    except OSError:
        return None


# -- programs and disk ---------------------------------------------------------------------------


def _install(linux, mac, windows):
    return {"Linux": f"{SUDO}apt install {linux}", "Darwin": f"brew install {mac}"}.get(
        platform.system(), f"winget install {windows}"
    )


def _program(name, purpose, level, candidates, words, mend):
    """A program of the system: the first of the candidates that starts with these words."""
    places = list(filter(None, map(shutil.which, candidates)))
    works = next((place for place in places if starts([place, *words])), None)
    found = works or (f"{places[0]} does not start" if places else "not installed")
    return Row(name, purpose, level, works is not None, found, "" if works else mend)


def _alembic():
    """A program of the environment itself: in a folder that was moved it looks for its Python at the old place."""
    fine = starts([Path(sys.executable).with_name("alembic"), "--version"])
    mend = "" if fine else f'{_quoted(_base_python())} "{ROOT / "helpers/bootstrap.py"}" setup'
    return Row(
        "alembic", "what nbgrader calls for its gradebook", NEEDED, fine, "starts" if fine else "does not start", mend
    )


def _base_python():
    return getattr(sys, "_base_executable", sys.executable)


def _graphviz():
    mend = _install("graphviz", "graphviz", "Graphviz.Graphviz")
    return _program(
        "Graphviz", "diagrams of models; without it a simpler picture is drawn", HELPFUL, ["dot"], ["-V"], mend
    )


def _disk():
    places = [
        place for place in map(Path, (os.path.expanduser("~"), os.getcwd())) if place.exists()
    ]  # nobody may have no home
    free, place = min((shutil.disk_usage(place).free / 1e9, str(place)) for place in places)
    mend = "" if free >= DISK_GB else f"free some space where {place} lies, e.g. empty the trash"
    return Row(
        "disk",
        f"data sets and your notebooks; {DISK_GB:g} GB is enough",
        NEEDED,
        free >= DISK_GB,
        f"{free:.1f} GB free",
        mend,
    )


def _chromium():
    mend = _install("chromium", "chromium", "Google.Chrome")
    purpose = "handouts as PDF, and tests in a real browser"
    row = _program("Chromium", purpose, TEACHING, programs.CHROMIUM, ["--version"], mend)
    own = programs.playwrights_chromium()
    return Row("Chromium", purpose, TEACHING, True, str(own)) if own and not row.fine else row


def _node():
    mend = _install("nodejs", "node", "OpenJS.NodeJS")
    return _program("Node", "tests of the widgets' JavaScript", TEACHING, ["node"], ["--version"], mend)


def _bubblewrap():
    purpose = "the sandbox in which submissions are graded"
    if platform.system() != "Linux":
        return Row("bubblewrap", purpose, TEACHING, False, "Linux only", "grade on a Linux machine")
    row = _program("bubblewrap", purpose, TEACHING, ["bwrap"], ["--version"], f"{SUDO}apt install bubblewrap")
    if not row.fine or not programs.no_sandbox():
        return row
    return Row("bubblewrap", purpose, TEACHING, False, "installed, but may not make a sandbox", allow_namespaces())


def allow_namespaces():
    """What lets an ordinary user make namespaces: the one of the kernel's switches that forbids it."""
    for switch, forbids, allows in (
        ("kernel.apparmor_restrict_unprivileged_userns", "1", "0"),
        ("kernel.unprivileged_userns_clone", "0", "1"),
        ("user.max_user_namespaces", "0", "15000"),
    ):
        file = Path("/proc/sys") / switch.replace(".", "/")
        if file.is_file() and file.read_text().strip() == forbids:
            return f"{SUDO}sysctl {switch}={allows}"
    return "in a container: start it with user namespaces allowed, or grade outside it"
