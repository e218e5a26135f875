"""The base of every widget: state as traits, the JavaScript module put together, and a page without a kernel.

A widget is a Python class (its state) and a JavaScript module of the same name (its picture and mathematics).
"""

from __future__ import annotations

import importlib
import json
import math
import numbers
import os
import re
import uuid
from functools import cache
from pathlib import Path
from urllib.parse import quote

import anywidget
import traitlets
from markupsafe import Markup

from ..course.markup import NOTHING, html

HERE = Path(__file__).parent
MIME = "application/vnd.nncourse.widget+json"
STILL = "application/vnd.nncourse.still+json"
"""Marks the output that holds a widget's last picture, for a notebook that is opened without a kernel."""


class CourseWidget(anywidget.AnyWidget):
    """A widget whose whole state can be given, read and reset in Python.

    A subclass names its module (``MODULE = "gate_tuner"``), its controls that an author may hide
    (``CONTROLS``), and its state as traits tagged ``sync=True``, and may say what it shows in
    ``describe``. Any trait can be given to the constructor; ``reset()`` goes back to what was given.

    Raises ``traitlets.TraitError`` for a value out of range and ``TypeError`` for an unknown name.
    """

    MODULE = ""
    TITLE = ""
    CONTROLS: tuple[str, ...] = ()

    hide = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _start = traitlets.Dict().tag(sync=True)
    # What the browser shows when nothing has moved for a while: one or two {svg, words}, and a number of the whole
    # state, which may be another behind the same pictures.
    _still: traitlets.Dict = traitlets.Dict({"pictures": [], "state": 0}).tag(sync=True, echo_update=False)

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        # What the browser tells needs no echo, which would arrive while it draws the next steps.
        for trait in vars(cls).values():
            if isinstance(trait, traitlets.TraitType):
                trait.tag(echo_update=False)

    def __init__(self, **state):
        for name in state:
            if name not in self.state_names() and name != "hide":
                known = ", ".join(self.state_names())
                raise TypeError(f"{type(self).__name__} has no setting {name!r}; it has {known} and hide.")
        self._esm = module_text(self.MODULE)
        self._css = stylesheet()
        self._places = []
        super().__init__(**state)
        self._start = self.state()

    @classmethod
    def state_names(cls) -> list[str]:
        """The names of the traits that make up the state, without those of every ipywidget."""
        common = set(anywidget.AnyWidget.class_traits())
        return [
            name for name in cls.class_traits(sync=True) if name not in common and name[0] != "_" and name != "hide"
        ]

    def state(self) -> dict:
        """The whole state as plain data."""
        return {name: plain(getattr(self, name)) for name in self.state_names()}

    def reset(self) -> None:
        """Go back to the state given at construction."""
        with self.hold_sync():
            for name, value in self._start.items():
                setattr(self, name, value)

    def describe(self) -> str:
        """What the widget shows now, in words, for readers without the picture."""
        return ", ".join(f"{name} = {value}" for name, value in self.state().items())

    @traitlets.validate("hide")
    def _only_known_controls(self, proposal):
        for name in proposal["value"]:
            if name not in self.CONTROLS:
                raise traitlets.TraitError(
                    f"{type(self).__name__} has no control {name!r} to hide; it has {', '.join(self.CONTROLS)}."
                )
        return proposal["value"]

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self.describe()}"

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        data["text/plain"] = repr(self)
        data[MIME] = {"widget": type(self).__name__, "state": self._page_state(), "text": self.describe()}
        return data, metadata

    def _ipython_display_(self, **kwargs):
        from IPython.display import publish_display_data

        place = uuid.uuid4().hex
        if shows_stills():
            publish_display_data(self._still_data(), transient={"display_id": place})
            self._places.append(place)
        publish_display_data(*self._repr_mimebundle_())

    @traitlets.observe("_still")
    def _keep_still(self, _change):
        from IPython.display import publish_display_data

        for place in self._places:
            publish_display_data(self._still_data(), transient={"display_id": place}, update=True)

    def _still_data(self) -> dict:
        name = type(self).__name__
        picture = '<img alt="{}" src="data:image/svg+xml,{}" style="max-width:100%">'
        pictures = (
            html(picture, still["words"], Markup(quote(still["svg"], safe=SVG_SAFE)))
            for still in self._still["pictures"]
        )
        words = "<p><strong>{}.</strong> Run the cell to go on. <small>{}</small></p>"
        words = html(words, name, self.describe())
        page = '<style>{}</style><div class="nnw-still">{}{}</div>'
        return {
            "text/html": html(page, Markup(STILL_STYLE), NOTHING.join(pictures), words),
            "text/plain": f"{self!r} Run the cell to go on.",
            STILL: {"widget": name},
        }

    def _page_state(self) -> dict:
        return {**self.state(), "hide": list(self.hide), "_start": dict(self._start)}


# The last picture stands before the live widget, hidden as long as that is there; where it is gone, what
# JupyterLab says about a model that it does not find is hidden instead.
STILL_STYLE = (
    ".jp-OutputArea-child:has(.nnw-still):has(+.jp-OutputArea-child .nnw),"
    ".jp-OutputArea-child:has(.nnw-still)+.jp-OutputArea-child:not(:has(.nnw)){display:none!important}"
)
# Kept as they are in the address of a picture: shorter than base64. Not "&": HTML would read the "&lt;" of a label.
SVG_SAFE = " !$'()*+,-./:;=?@[]^_`{|}~"


def shows_stills() -> bool:
    """Whether the front end hides a widget's last picture while the widget lives; others would show both."""
    return not any(name.startswith(("VSCODE_", "COLAB_")) for name in os.environ)


def plain(value):
    """A state value as JSON would give it back: tuples become lists."""
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


# -- traits that say in one sentence what was wrong -------------------------------------------------


class Number(traitlets.Float):
    """A finite number in [low, high]; NumPy scalars are welcome."""

    def __init__(self, default, low, high, **kwargs):
        self.low, self.high = low, high
        super().__init__(default, **kwargs)
        self.tag(sync=True)

    def validate(self, obj, value):
        return checked_number(f"{type(obj).__name__}: {self.name}", value, self.low, self.high)


class Whole(traitlets.Int):
    """A whole number in [low, high]."""

    def __init__(self, default, low, high, **kwargs):
        self.low, self.high = low, high
        super().__init__(default, **kwargs)
        self.tag(sync=True)

    def validate(self, obj, value):
        number = checked_number(f"{type(obj).__name__}: {self.name}", value, self.low, self.high)
        if number != int(number):
            raise traitlets.TraitError(f"{type(obj).__name__}: {self.name} must be a whole number, got {value!r}.")
        return int(number)


class Numbers(traitlets.TraitType):
    """A fixed count of numbers in [low, high], kept as a tuple so that no change goes unnoticed."""

    def __init__(self, default, low, high, **kwargs):
        self.low, self.high, self.count = low, high, len(default)
        super().__init__(tuple(default), **kwargs)
        self.tag(sync=True)

    def validate(self, obj, value):
        place = f"{type(obj).__name__}: {self.name}"
        try:
            items = list(value)
        except TypeError:
            items = None
        if items is None or isinstance(value, (str, dict)) or len(items) != self.count:
            raise traitlets.TraitError(f"{place} must be {self.count} numbers, got {value!r}.")
        return tuple(checked_number(f"{place}[{i}]", item, self.low, self.high) for i, item in enumerate(items))


class Choice(traitlets.Enum):
    """One of a few values."""

    def __init__(self, values, default=None, **kwargs):
        super().__init__(tuple(values), default_value=values[0] if default is None else default, **kwargs)
        self.tag(sync=True)

    def validate(self, obj, value):
        if not isinstance(value, (str, int, float)) or value not in self.values:
            allowed = ", ".join(map(str, self.values))
            raise traitlets.TraitError(f"{type(obj).__name__}: {self.name} must be one of {allowed}, got {value!r}.")
        return value


class Flag(traitlets.Bool):
    """True or False."""

    def __init__(self, default=False, **kwargs):
        super().__init__(default, **kwargs)
        self.tag(sync=True)

    def validate(self, obj, value):
        if value not in (True, False):
            raise traitlets.TraitError(f"{type(obj).__name__}: {self.name} must be True or False, got {value!r}.")
        return bool(value)


def checked_number(place, value, low, high) -> float:
    """``value`` as a float, or a TraitError that names the place and the range."""
    good = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if not good or not math.isfinite(value) or not low <= value <= high:
        raise traitlets.TraitError(f"{place} must be a number from {low:g} to {high:g}, got {value!r}.")
    return float(value)


# -- JavaScript put together ------------------------------------------------------------------------
#
# JupyterLab and a page opened from disk both take one module without imports, so each file becomes a
# function that runs once and returns what the file exports. No tool beyond this is needed.

IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"\./([\w-]+)\.js";[ \t]*$', re.MULTILINE)
COMMENT = re.compile(
    r"^[ \t]*(?://[^\n]*|/\*(?:(?!\*/).)*\*/[ \t]*)\n", re.MULTILINE | re.DOTALL
)  # on lines of its own
EXPORT = re.compile(r"^export (?:async )?(?:function\*?|const|let|class) (\w+)", re.MULTILINE)


def bundle(names) -> str:
    """The files ``<name>.js`` and all that they import, each once, as constants ``js_<name>``.

    Understands ``import { a, b as c } from "./file.js";``, exported declarations, and
    ``export default``; anything else is refused with the file's name.
    """
    done: dict[str, str] = {}
    for name in names:
        _add_file(name, done, ())
    return "\n".join(done.values())


def _add_file(name: str, done: dict[str, str], path: tuple[str, ...]) -> None:
    if name in done:
        return
    if name in path:
        raise ValueError(f"{name}.js imports itself through {' -> '.join((*path, name))}.")
    source = COMMENT.sub("", (HERE / f"{name}.js").read_text(encoding="utf-8"))
    for match in IMPORT.finditer(source):
        _add_file(match[2], done, (*path, name))
    exported = EXPORT.findall(source)
    body = IMPORT.sub(_as_destructuring, source)
    body, defaults = re.subn(r"^export default ", "const js_default = ", body, flags=re.MULTILINE)
    body = re.sub(r"^export (?=(?:async )?(?:function|const|let|class)\b)", "", body, flags=re.MULTILINE)
    if re.search(r"^\s*(?:import|export)\b", body, re.MULTILINE):
        raise ValueError(
            f'{name}.js: only `import {{ a }} from "./file.js";` and exported declarations are understood.'
        )
    if defaults:
        exported.append("default: js_default")
    done[name] = f"const js_{name} = (() => {{\n{body}\nreturn {{ {', '.join(exported)} }};\n}})();\n"


def _as_destructuring(match: re.Match) -> str:
    names = re.sub(r"\s+as\s+", ": ", match[1])
    return f"const {{{names}}} = js_{match[2]};"


@cache
def module_text(name: str) -> str:
    """One ES module for the widget ``<name>.js``, as anywidget takes it."""
    return f"{bundle([name])}\nexport default js_{name}.default;\n"


@cache
def shipped(path: Path) -> dict:
    """What a JSON file of the course's data folder holds; it ships with the course.

    In an installed package, without the repository around it, the folder lies inside `helpers/`.

    Raises:
        ValueError: the file is missing or is not JSON.
    """
    installed = HERE.parent / "data" / path.name
    try:
        return json.loads((path if path.is_file() or not installed.is_file() else installed).read_text("utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise ValueError(f"data/{path.name} cannot be read: {error}. Restore the course's data folder.") from error


@cache
def stylesheet() -> str:
    """The stylesheet of all widgets."""
    return (HERE / "widgets.css").read_text(encoding="utf-8")


# -- pages without a kernel -------------------------------------------------------------------------


def handout_parts(names) -> str:
    """What a page needs once for the widgets of the given class names: style and script, nothing fetched.

    Put it at the end of the body; it brings every element made by ``handout_mount`` to life.
    """
    modules = {name: widget_class(name).MODULE for name in sorted(set(names))}
    table = ", ".join(f"{json.dumps(name)}: js_{module}.default" for name, module in modules.items())
    script = f"{bundle(['host', *modules.values()])}\njs_host.mountAll({{ {table} }});\n"
    return f'<style>\n{stylesheet()}</style>\n<script type="module">\n{_inside_script(script)}</script>\n'


def handout_mount(data: dict) -> str:
    """The place of one widget on a page; ``data`` is what the widget's MIME part holds.

    Readers without JavaScript see the widget's state in words.
    """
    state = json.dumps(data["state"], ensure_ascii=False).replace("<", "\\u003c")
    place = '<div data-widget="{0}"><p>{0}: {1}</p><script type="application/json">{2}</script></div>\n'
    return str(html(place, data["widget"], data["text"], Markup(state)))


def standalone_html(widget: CourseWidget) -> str:
    """One widget as an HTML fragment that works from disk without network."""
    data = widget._repr_mimebundle_()[0][MIME]
    return handout_mount(data) + handout_parts([data["widget"]])


def widget_class(name: str) -> type[CourseWidget]:
    """The class of that name, or a ValueError that lists the names."""
    widgets = importlib.import_module("helpers.widgets")
    if name not in widgets.__all__:
        raise ValueError(f"There is no widget {name!r}; there are {', '.join(widgets.__all__)}.")
    return getattr(widgets, name)


def _inside_script(text: str) -> str:
    # "</script" or "<!--" in a string would end or confuse the script element.
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")
