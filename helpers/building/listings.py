"""The places that list every lesson: the map of the course, the README's table, the semester plan and the glossary.

Each function returns the files to write, path -> text, and writes nothing. A place that is not there, or that its
owner has given another form, is left alone.
"""
import ast
import re
from pathlib import Path
from typing import NamedTuple

MAP = Path("helpers/course_map.py")
README = Path("README.md")
PLAN = Path("docs/instructor-guide.md")
GLOSSARY = Path("docs/glossary.md")
TERM, MEANING = "weighted sum", "The sum of a neuron's inputs, each taken as often as its weight says."
"""What the example lesson teaches."""


class Entry(NamedTuple):
    """A lesson as the map names it: folder name, title, minutes, points, content in one line."""

    slug: str
    title: str
    minutes: int
    points: float
    content: str


def with_lesson(root, entry):
    """A new lesson in all four places: in the plan in the week of the lesson before it, in the glossary with its one term."""
    found = _changed(root, MAP, lambda text: _map_with(text, entry))
    found |= _changed(root, README, lambda text: _table_with(text, entry))
    found |= _changed(root, PLAN, lambda text: _plan_of(text, _entries(found.get(MAP))))
    return found | _changed(root, GLOSSARY, lambda text: _glossary_with(text, entry))


def with_points(root, slug, total):
    """The points of a lesson, wherever they are counted."""
    row = rf"(\({re.escape(f'course/{slug}/')}[^|]*\| \d+ min \| )[\d.]+( \|)"
    found = _changed(root, MAP, lambda text: _map_with_points(text, slug, total))
    found |= _changed(root, README, lambda text: re.sub(row, rf"\g<1>{total:g}\g<2>", text))
    return found | _changed(root, PLAN, lambda text: _plan_of(text, _entries(found.get(MAP))))


def _changed(root, path, change):
    return {path: change((root / path).read_text("utf-8"))} if (root / path).is_file() else {}


# -- the map ---------------------------------------------------------------------------------------------------


def _calls(text):
    """The `Lesson(...)` calls of the map, by folder name, and the tuple that holds them."""
    tree = ast.parse(text)
    whole = next(n.value for n in tree.body if isinstance(n, ast.Assign) and getattr(n.targets[0], "id", "") == "LESSONS")
    return {call.args[0].value: call for call in whole.elts}, whole


def _entries(text):
    """The lessons of the map's text, by folder name."""
    return {slug: Entry(*map(ast.literal_eval, call.args)) for slug, call in _calls(text)[0].items()} if text else {}


def _map_with(text, entry):
    calls, whole = _calls(text)
    if entry.slug in calls:
        return text
    lines = text.splitlines(keepends=True)
    after = [call for slug, call in calls.items() if slug < entry.slug]
    place = after[-1].end_lineno if after else whole.lineno
    lines.insert(place, f'    Lesson("{entry.slug}", "{entry.title}", {entry.minutes}, {entry.points},\n           "{entry.content}"),\n')
    return "".join(lines)


def _map_with_points(text, slug, total):
    call = _calls(text)[0].get(slug)
    if call is None:
        return text
    points = call.args[3]
    lines = text.splitlines(keepends=True)
    line = lines[points.lineno - 1].encode("utf-8")
    lines[points.lineno - 1] = (line[: points.col_offset] + f"{total:g}".encode() + line[points.end_col_offset :]).decode("utf-8")
    return "".join(lines)


# -- pages -----------------------------------------------------------------------------------------------------


def _table_with(text, entry):
    number, notebook = entry.slug[:2], f"course/{entry.slug}/{entry.slug}.ipynb"
    row = f"| {number} | [{entry.title}]({notebook}) | {entry.minutes} min | {entry.points} | {entry.content} |\n"
    lines = text.splitlines(keepends=True)
    rows = [i for i, line in enumerate(lines) if re.match(r"\| \d\d \| \[", line)]
    if not rows or row in lines:
        return text
    lines.insert(next((i for i in rows if lines[i][2:4] > number), rows[-1] + 1), row)
    return "".join(lines)


def _plan_of(text, entries):
    """The semester plan with every lesson of the map and its sums; one without a week joins that of the lesson before it."""
    week = re.compile(r"^(?P<week>\| (?:\d+ )?\|) (?P<held>.*) \| \d+ min \| [\d.]+ \|$", re.M)
    held = {slug for row in week.finditer(text) for slug in _lessons_in(row["held"])}
    slugs = list(entries)

    def row(found):
        names = found["held"]
        for before, slug in zip(slugs, slugs[1:]):
            if slug not in held and before in _lessons_in(names):
                names += f" and [{slug[:2]} · {entries[slug].title}](../course/{slug}/{slug}.ipynb)"
                held.add(slug)
        counted = [entries[slug] for slug in _lessons_in(names) if slug in entries] if re.search(r"\d", found["week"]) else entries.values()
        minutes, points = sum(lesson.minutes for lesson in counted), sum(lesson.points for lesson in counted)
        return f"{found['week']} {names} | {minutes} min | {points:g} |"

    return week.sub(row, text) if entries else text


def _lessons_in(words):
    return re.findall(r"course/([^/]+)/", words)


def _glossary_with(text, entry):
    lines = text.splitlines(keepends=True)
    rows = [i for i, line in enumerate(lines) if line.startswith("| **")]
    term = f"{TERM} (lesson {entry.slug[:2]})" if f"| **{TERM}** |" in text else TERM
    if not rows:
        return text
    row = f"| **{term}** | {MEANING} | [{entry.slug[:2]}](../course/{entry.slug}/{entry.slug}.ipynb) |\n"
    place = next((i for i in rows if lines[i].split("**")[1].lower() > term), rows[-1] + 1)
    lines.insert(place, row)
    return "".join(lines)
