"""Is everything installed? `doctor()` in a notebook, `nncourse doctor` on a terminal: a table of what is fine and what
is missing, with the command that mends it. It answers at once, and where a package is missing too: none of those that
it looks for is imported, but NumPy where downloaded data are looked at.
"""
import hashlib
import html
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NEEDED, HELPFUL, TEACHING = "needed", "good to have", "for instructors"
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
        self.rows = [
            _python(), *_packages(), *_front_ends(), _disk(), *_data(), *_lock(), _graphviz(), *_downloads(),
            _chromium(), _node(), _bubblewrap(),
        ]
        self.ok = all(row.fine for row in self.rows if row.level == NEEDED)

    @property
    def verdict(self):
        """One sentence on the whole."""
        missing = [row.name for row in self.rows if row.level == NEEDED and not row.fine]
        if missing:
            return f"Missing: {', '.join(missing)}. The last column of the table says how to mend it."
        lacking = [row.name for row in self.rows if row.level == HELPFUL and not row.fine]
        return "Everything that you need is here." + (f" Good to have as well: {', '.join(lacking)}." if lacking else "")

    def data(self):
        """The whole report as plain data, for `nncourse doctor --json`."""
        return {"ok": self.ok, "verdict": self.verdict, "rows": [asdict(row) for row in self.rows]}

    def __repr__(self):
        widths = [max(len(getattr(row, field)) for row in self.rows) for field in ("name", "found")]
        lines = [self.verdict]
        for level in (NEEDED, HELPFUL, TEACHING):
            lines += ["", f"{level.capitalize()}:"]
            for row in self._of(level):
                state = "fine   " if row.fine else "MISSING"
                mend = f"  mend: {row.mend}" if row.mend else ""
                lines.append(f"  {state}  {row.name:<{widths[0]}}  {row.found:<{widths[1]}}  {row.purpose}{mend}".rstrip())
        return "\n".join(lines)

    def _repr_html_(self):
        tone = ("#1b7837", "#e9f5ec", "✔") if self.ok else ("#a3262a", "#fbebeb", "✘")
        box = f"border-left:4px solid {tone[0]};background:{tone[1]};color:#1b1b1b;padding:.4em 1em;margin:.4em 0;max-width:60em"
        verdict = f'<p style="{box}"><strong><span aria-hidden="true">{tone[2]}</span> {html.escape(self.verdict)}</strong></p>'
        head = "".join(f'<th scope="col" style="text-align:left">{title}</th>' for title in ("", "what", "found", "what for", "how to mend it"))
        body = "".join(self._group(level) for level in (NEEDED, HELPFUL, TEACHING))
        caption = f"Python {platform.python_version()} on {html.escape(platform.system())}, {html.escape(sys.executable)}"
        return f'<div class="nn-doctor">{verdict}<table class="nn-table"><caption>{caption}</caption><thead><tr>{head}</tr></thead>{body}</table></div>'

    def _of(self, level):
        return [row for row in self.rows if row.level == level]

    def _shortened(self, level):
        """The rows of a level, with those in one that are fine and that a student never meets by name."""
        quiet = [row for row in self._of(level) if row.fine and row.purpose == BEHIND]
        loud = [row for row in self._of(level) if row not in quiet]
        names = ", ".join(row.name for row in quiet)
        together = [Row(f"{len(quiet)} more packages", f"work behind the scenes: {names}", level, True, "installed")] if quiet else []
        return loud + together

    def _group(self, level):
        left = ' style="text-align:left"'
        lines = [f'<tr><th scope="rowgroup" colspan="5"{left}>{level}</th></tr>']
        for row in self._shortened(level):
            mark, word, colour = ("✔", "fine", "#1b7837") if row.fine else ("✘", "missing", "#a3262a")
            # The mark carries the colour, on a ground of its own, so that it is legible in the dark theme too.
            state = f'<span style="color:{colour};background:#fff;padding:0 .4em;border-radius:3px;white-space:nowrap">{mark} {word}</span>'
            mend = f"<code>{html.escape(row.mend)}</code>" if row.mend else ""
            cells = "".join(f"<td{left}>{cell}</td>" for cell in (html.escape(row.found), html.escape(row.purpose), mend))
            lines.append(f'<tr><td{left}>{state}</td><th scope="row"{left}>{html.escape(row.name)}</th>{cells}</tr>')
        return f"<tbody>{''.join(lines)}</tbody>"


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
    found = next(filter(None, map(_version, OTHER_NAMES.get(name, (name,)))), None)
    fine = found is not None and specifier.contains(found, prereleases=True)
    purpose = PURPOSE.get(name, BEHIND)
    if fine:
        return Row(name, purpose, NEEDED, True, found)
    install = "tensorflow-cpu" if name == "tensorflow" and sys.platform in ("linux", "win32") else name
    said = "not installed" if found is None else f"{found}, needs {specifier}"
    return Row(name, purpose, NEEDED, False, said, f'{_pip()} install "{install}{specifier}"')


def _version(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _project():
    """Python version and packages that the course asks for: from the repository's file, else from the installed package."""
    import tomllib

    file = ROOT / "pyproject.toml"
    if file.is_file():
        project = tomllib.loads(file.read_text("utf-8")).get("project", {})
        if project.get("name") == "nncourse":
            return project
    try:
        about = metadata.metadata("nncourse")
    except metadata.PackageNotFoundError:
        return {"dependencies": [name for name in PURPOSE if name not in ("tensorflow", "keras")]}  # a bare copy of helpers/
    needed = [text for text in metadata.requires("nncourse") or [] if "extra ==" not in text]
    return {"requires-python": about.get("Requires-Python"), "dependencies": needed}


def _lock():
    """Whether all packages are those of requirements.lock; nothing where the lock is not beside the course, as on Colab."""
    from packaging.requirements import Requirement

    file = ROOT / "requirements.lock"
    if not file.is_file():
        return []
    pinned = [Requirement(line.rstrip(" \\\n")) for line in file.read_text("utf-8").splitlines() if re.match(r"\w", line)]
    pinned = [one for one in pinned if one.marker is None or one.marker.evaluate()]
    differ = []
    for one in pinned:
        found = next(filter(None, map(_version, OTHER_NAMES.get(one.name, (one.name,)))), None)
        if found is None or not one.specifier.contains(found, prereleases=True):
            differ.append(f"{one.name} {found or 'not installed'}, the lock has {str(one.specifier).lstrip('=')}")
    purpose = "the very versions that the lessons' numbers were made with"
    if not differ:
        return [Row("versions of the lock", purpose, HELPFUL, True, f"all {len(pinned)}")]
    more = f"; and {len(differ) - 2} more" if len(differ) > 2 else ""
    mend = f'{_pip()} install --no-deps -r "{file}"'
    if _version("tensorflow") and not _version("tensorflow-cpu") and (sys.platform, platform.machine()) == ("linux", "x86_64"):
        mend = "delete the folder .venv, then make lab GPU=1"  # the wheel for the processor alone must not come beside this one
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


def _data():
    """Whether the files that ship in data/ are whole; nothing where the course is installed without its folder, as on Colab."""
    table = ROOT / "data/README.md"
    if not table.is_file():
        return []
    sums = dict(re.findall(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", table.read_text("utf-8"), re.MULTILINE))
    wrong = [name for name, total in sums.items() if _digest(ROOT / "data" / name, "sha256") != total]
    mend = f'git -C "{ROOT}" checkout -- data' if (ROOT / ".git").exists() else f"{_quoted(Path(sys.executable).with_name('nncourse'))} update path/to/nncourse.zip"
    found = f"missing or damaged: {', '.join(wrong)}" if wrong else f"{len(sums)} files, whole"
    return [Row("data", "what some widgets show", NEEDED, not wrong, found, mend if wrong else "")]


def _downloads():
    """Whether the images that were downloaded once are whole; that they are not there is no fault."""
    try:
        from .datasets import FASHION_FILES, cache_folder
    except ImportError:  # NumPy has a row of its own
        return []
    folder = cache_folder() / "fashion-mnist"
    there = [name for name in FASHION_FILES if (folder / name).is_file()]
    wrong = [folder / name for name in there if _digest(folder / name, "md5") != FASHION_FILES[name]]
    purpose = "photographs for lessons 07 and 08; without them handwritten digits take their place"
    if wrong:
        mend = " ".join(["del" if platform.system() == "Windows" else "rm", *(f'"{path}"' for path in wrong)])
        return [Row("Fashion-MNIST", purpose, HELPFUL, False, f"damaged: {', '.join(path.name for path in wrong)}", mend)]
    found = "downloaded" if len(there) == len(FASHION_FILES) else "not downloaded yet; the first lesson that wants it does that"
    return [Row("Fashion-MNIST", purpose, HELPFUL, True, found)]


def _digest(path, kind):
    try:
        return hashlib.new(kind, path.read_bytes(), usedforsecurity=False).hexdigest()
    except OSError:
        return None


# -- programs and disk ---------------------------------------------------------------------------


def _install(linux, mac, windows):
    return {"Linux": f"sudo apt install {linux}", "Darwin": f"brew install {mac}"}.get(platform.system(), f"winget install {windows}")


def _program(name, purpose, level, candidates, mend):
    place = next(filter(None, map(shutil.which, candidates)), None)
    return Row(name, purpose, level, place is not None, place or "not installed", "" if place else mend)


def _graphviz():
    mend = _install("graphviz", "graphviz", "Graphviz.Graphviz")
    return _program("Graphviz", "diagrams of models; without it a simpler picture is drawn", HELPFUL, ["dot"], mend)


def _disk():
    places = [place for place in (Path.home(), Path.cwd()) if place.exists()]
    free, place = min((shutil.disk_usage(place).free / 1e9, str(place)) for place in places)
    mend = "" if free >= DISK_GB else f"free some space where {place} lies, e.g. empty the trash"
    return Row("disk", f"data sets and your notebooks; {DISK_GB:g} GB is enough", NEEDED, free >= DISK_GB, f"{free:.1f} GB free", mend)


def _chromium():
    names = ["chromium", "chromium-browser", "google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"]
    row = _program("Chromium", "handouts as PDF, and tests in a real browser", TEACHING, names, _install("chromium", "chromium", "Google.Chrome"))
    own = {"Darwin": "Library/Caches", "Windows": "AppData/Local"}.get(platform.system(), ".cache")
    playwright = sorted((Path.home() / own / "ms-playwright").glob("chromium*"))
    return Row("Chromium", row.purpose, TEACHING, True, str(playwright[-1])) if playwright and not row.fine else row


def _node():
    mend = _install("nodejs", "node", "OpenJS.NodeJS")
    return _program("Node", "tests of the widgets' JavaScript", TEACHING, ["node"], mend)


def _bubblewrap():
    purpose = "the sandbox in which submissions are graded"
    if platform.system() != "Linux":
        return Row("bubblewrap", purpose, TEACHING, False, "Linux only", "grade on a Linux machine")
    row = _program("bubblewrap", purpose, TEACHING, ["bwrap"], "sudo apt install bubblewrap")
    if not row.fine or _sandbox_starts(row.found):
        return row
    return Row("bubblewrap", purpose, TEACHING, False, "installed, but may not make a sandbox", _allow_namespaces())


def _allow_namespaces():
    """What lets an ordinary user make namespaces: the one of the kernel's switches that forbids it."""
    for switch, forbids, allows in (("kernel.apparmor_restrict_unprivileged_userns", "1", "0"),
                                    ("kernel.unprivileged_userns_clone", "0", "1"), ("user.max_user_namespaces", "0", "15000")):
        file = Path("/proc/sys") / switch.replace(".", "/")
        if file.is_file() and file.read_text().strip() == forbids:
            return f"sudo sysctl {switch}={allows}"
    return "in a container: start it with user namespaces allowed, or grade outside it"


def _sandbox_starts(program):
    words = ["--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "true"]  # what grading asks for, too
    try:
        trial = subprocess.run([program, *words], capture_output=True, timeout=5)
    except (OSError, subprocess.SubprocessError):
        return False
    return trial.returncode == 0
