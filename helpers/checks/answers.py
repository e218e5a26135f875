"""A lesson goes on from the student's own answers as soon as their checks are green, and until then from recorded
numbers.

`my = answers("05")` stands in a lesson's set-up cell. Where the lesson then needs an answer it writes
`my.chain_step(...)`. A function of the lesson that calls answers many times is marked `@my.run`, so that its result is
recorded, not each call. The numbers are recorded by the build from the solutions: they are data for the lesson's own
inputs and answer no other.
"""

import functools
import hashlib
import json
import os
import sys
import types
from pathlib import Path

import numpy as np

from ..course.colours import STONE
from ..course.markup import as_html, frame, html
from . import plain, probes
from .check import passes, public_lesson

RECORDED = Path(__file__).parent / "recorded"
recording = None  # while the build records: a dict from the key of a call to its result
MOST_CONTEXT = 32  # numbers in a global of the lesson that still count as its setting


class NotYet(RuntimeError):
    """An answer whose check is not green was needed, and there is no number that could stand in for it."""


def answers(lesson):
    """The student's answers of a lesson, as far as their checks are green; recorded numbers in place of the others.

    Args:
        lesson: its two-digit number, e.g. "05".

    Raises:
        ValueError: there is no such lesson.
    """
    public_lesson(lesson)
    return Answers(lesson, sys._getframe(1).f_globals)


class Answers:
    """`my.NAME(...)` calls the student's function NAME; `@my.run` marks a function of the lesson that calls some."""

    def __init__(self, lesson, space):
        self._lesson, self._space = lesson, space
        self._within = False
        self._used, self._thanked = [], set()
        self._lacking = _Lacking()

    def __getattr__(self, name):
        spec = public_lesson(self._lesson)["exercises"].get(f"{self._lesson}.{name}")
        if spec is None:
            raise AttributeError(f"Lesson {self._lesson} has no exercise {name!r}.")
        return self._own(name) if spec["probe"]["kind"] == "value" else Answer(self, name)

    def run(self, function):
        """Mark a function of the lesson: its whole result is recorded, and stands in while an answer is missing."""

        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            context = _context(function, self._space)
            return self._go_on(function.__name__, (args, kwargs, context), lambda: function(*args, **kwargs))

        return wrapper

    def _own(self, name):
        """The student's answer of that name, if its check is green."""
        answer = self._space.get(name, probes.MISSING)
        if recording is None and not probes.asking() and not passes(f"{self._lesson}.{name}", answer):
            raise NotYet(name)
        self._used.append(name)
        return answer

    def _go_on(self, name, given, live):
        if self._within or probes.asking():
            return live()
        key = key_of(name, given)  # now: the call may draw from a random generator among its arguments
        self._within, self._used = True, []
        try:
            value = live()
        except NotYet as missing:
            return self._recorded(key, str(missing))
        finally:
            self._within = False
        if recording is not None:
            recording[key] = plain.encode(_slim(value))
        for used in [] if os.environ.get("NNCOURSE_HANDOUT") else self._used:
            if used not in self._thanked:
                self._thanked.add(used)
                _display(f"✔ From here on the lesson uses your own `{used}`.")
        return value

    def _recorded(self, key, missing):
        calls = _calls(self._lesson)
        if key not in calls:
            raise NotYet(
                f"Your own `{missing}` is needed here: its check is not green yet, and the numbers that come with the "
                "lesson are for the lesson's own inputs only."
            ) from None
        self._thanked.discard(missing)
        self._lacking.tell(missing)
        return plain.decode(calls[key])


class _Lacking:
    """Tells in one note for each cell which answers recorded numbers stand in for."""

    def __init__(self):
        self._cell, self._names, self._note = None, [], None

    def tell(self, name):
        from IPython import get_ipython

        shell = get_ipython()
        if shell and shell.execution_count != self._cell:
            self._cell, self._names, self._note = shell.execution_count, [], None
        if name in self._names:
            return
        self._names.append(name)
        *most, last = (f"`{name}`" for name in self._names)
        who = f"checks of {', '.join(most)} and {last} are" if most else f"check of {last} is"
        text = f"○ The {who} not green yet. Until then the lesson goes on with numbers that come with it."
        self._note = _display(text, self._note)


class Answer:
    """One answer of the student, to be called as the function itself."""

    def __init__(self, owner, name):
        self._owner, self.__name__ = owner, name

    def __call__(self, *args, **kwargs):
        owner, name = self._owner, self.__name__
        return owner._go_on(name, (args, kwargs), lambda: owner._own(name)(*args, **kwargs))

    def __repr__(self):
        return f"my.{self.__name__}"


def _slim(value):
    """A result with plain numbers in place of NumPy's, and arrays in place of long lists: far less to ship."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray) and value.size > 10_000 and value.dtype == np.float64:
        return value.astype(np.float32)  # a picture
    if isinstance(value, dict):
        return {key: _slim(item) for key, item in value.items()}
    if not isinstance(value, (list, tuple)):
        return value
    value = type(value)(_slim(item) for item in value)
    return np.array(value) if len(value) > MOST_CONTEXT and all(type(item) is float for item in value) else value


def key_of(name, given):
    """The key of a call: its name and a digest of what it was given, the same on every machine."""
    said = json.dumps(_said(given), sort_keys=True, ensure_ascii=False)
    return f"{name} {hashlib.sha256(said.encode()).hexdigest()[:16]}"


def _said(value):
    """`value` as JSON, numbers with seven digits: the last ones differ from machine to machine."""
    if isinstance(value, (bool, str, type(None))):
        return value
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (list, tuple, range)):
        return [_said(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _said(item) for key, item in value.items()}
    if isinstance(value, np.random.Generator):
        return str(value.bit_generator.state)
    if callable(value) or not isinstance(value, (float, np.generic, np.ndarray)):
        return f"{type(value).__name__} {getattr(value, '__name__', '')}"
    array = np.asarray(value)
    if array.dtype.kind in "fc":
        array = _rounded(array.astype(float))
    return [list(array.shape), hashlib.sha256(array.tobytes()).hexdigest()]


def _rounded(array):
    """Floats with 24 bits of their 52-bit fraction; what is nearly 0 is 0."""
    bits = np.where(np.abs(array) < 1e-12, 0.0, array).view(np.uint64)
    return (bits + np.uint64(1 << 27)) & ~np.uint64((1 << 28) - 1)


def _context(function, space):
    """The lesson's settings that a function reads: its global numbers and short lists of them, such as a learning
    rate.
    """
    names, open_codes = set(), [function.__code__]
    while open_codes:
        code = open_codes.pop()
        names.update(code.co_names)
        open_codes.extend(item for item in code.co_consts if isinstance(item, types.CodeType))
    return {name: space[name] for name in sorted(names) if name in space and _is_setting(space[name])}


def _is_setting(value):
    if isinstance(value, (list, tuple, dict)):
        items = value.values() if isinstance(value, dict) else value
        return len(value) <= MOST_CONTEXT and all(isinstance(item, (int, float, str)) for item in items)
    return value.size <= MOST_CONTEXT if isinstance(value, np.ndarray) else isinstance(value, (int, float, str))


@functools.cache
def _calls(lesson):
    """The recorded calls of a lesson: key -> result as plain data."""
    found = sorted(RECORDED.glob(f"{lesson}-*.json"))
    return json.loads(found[0].read_text("utf-8"))["calls"] if found else {}


def _display(text, note=None):
    """Show a note, or other words in a note that is shown; return it, or None outside of a notebook."""
    from IPython.display import display

    style = "margin:.2em 0;max-width:60em;font-size:.9em"
    page = html('<p class="nn-note-of-source" style="{};{}">{}</p>', frame(STONE), style, as_html(text))
    said = {"text/html": page, "text/plain": text}
    if note is None:
        return display(said, raw=True, display_id=True)
    note.update(said, raw=True)
    return note
