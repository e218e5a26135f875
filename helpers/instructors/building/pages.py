"""Pages, and parts of pages, that are gathered from the lessons: errata, what is taught where, lists of the lessons."""

import ast
import inspect
import json
import re
import tomllib
from dataclasses import MISSING, asdict, dataclass, fields

from ...checks.judges import JUDGES
from ...checks.probes import PROBES
from ...course import notebooks
from ...course.lessons import totals

NOT_TAUGHT = ("Summary", "Practice quiz", "Graded quiz", "In your own words")
NOTICE = "<!-- Gathered from the lessons by `make build`. Edit the lessons, not this page. -->\n"


def map_text(lessons):
    """The map of the course as it ships with the helpers, `helpers/course/lessons.json`.

    Args:
        lessons: list of `Facts`, in the order of the course; so for all functions here.
    """
    return json.dumps([asdict(lesson) for lesson in lessons], indent=1, ensure_ascii=False) + "\n"


def with_list(text, name, made, source="the lessons"):
    """A page with what the build makes between the two marks of that name; a page without them stays as it is."""
    before, begin, rest = text.partition(f"<!-- {name}:")
    _, end, after = rest.partition(f"<!-- /{name} -->")
    if not (begin and end):
        return text
    return f"{before}<!-- {name}: by `make build` from {source} -->\n{made.rstrip()}\n{end}{after}"


def lesson_table(lessons):
    """The README's table of the lessons."""
    lines = ["| | lesson | time | points | what it holds |", "|---|---|---|---|---|"]
    for lesson in lessons:
        link = f"[{lesson.title}]({lesson.notebook})"
        lines.append(
            f"| {lesson.number} | {link} | {_minutes(lesson.minutes)} | {lesson.points:g} | {lesson.content} |"
        )
    return "\n".join(lines) + "\n"


def semester_plan(lessons):
    """The table of a semester: each lesson in the week that it names, or in that of the lesson before it."""
    weeks, week = {}, 1
    for lesson in lessons:
        week = lesson.week or week
        weeks.setdefault(week, []).append(lesson)
    lines, reviewed = ["| week | lesson | time | points |", "|---|---|---|---|"], []
    for week in range(1, max(weeks, default=0) + 1):
        held = weeks.get(week, [])
        reviewed += held
        names = " and ".join(f"[{lesson.heading}](../{lesson.notebook})" for lesson in held)
        if not held:
            span = f"{reviewed[0].number} to {reviewed[-1].number}" if reviewed else "so far"
            names, reviewed = f"review: lessons {span}; catch up, mark the answers in words", []
        lines.append(_plan_row(week, names, held))
    return "\n".join([*lines, _plan_row("", "together", lessons)]) + "\n"


def _plan_row(week, names, lessons):
    minutes, points = totals(lessons)
    return f"| {week} | {names} | {_minutes(minutes)} | {points:g} |".replace("|  |", "| |")


def _minutes(minutes):
    return f"{minutes or 0} min"


def errata_page(lessons, sources):
    """The boxes "Where lecture notes go wrong" of all lessons, each with the text that resolves it.

    Args:
        lessons: list of `Facts`.
        sources: dict of lesson folder name -> notebook.
    """
    lines = [
        "# Where lecture notes go wrong",
        "",
        NOTICE,
        "Each box stands in its lesson, where it matters, beside the cell that proves it.",
        "",
    ]
    for lesson in lessons:
        boxes = list(_boxes(sources[lesson.slug]))
        if boxes:
            lines += [f"## {lesson.heading}", ""]
        for section, box in boxes:
            lines += [f"**[{section}](../{lesson.notebook})**", "", box, ""]
    return "\n".join(lines).rstrip() + "\n"


def coverage_page(lessons, sources, glossary="", asked=()):
    """What is taught where: questions, topics in alphabetical order, the lessons' sections, each with its exercises.

    Args:
        lessons: list of `Facts`.
        sources: dict of lesson folder name -> notebook.
        glossary: the text of the glossary: its terms are the topics.
        asked: the written questions of all lessons.
    """
    places = [place for lesson in lessons for place in _places(lesson, sources[lesson.slug])]
    lines = ["# What is taught where", "", NOTICE]
    lines += ["By [question](#questions), by [topic](#topics), by [lesson](#lessons).", "", "## Questions", ""]
    lines += ["| question | section | exercises |", "|---|---|---|"]
    for question in asked:
        title = re.sub(r"^\d+ · ", "", question.shown)
        place = next((p for p in places if p.lesson.number == question.lesson and p.title == title), None)
        lines += [f"| {question.title} | {place.link} | {place.names} |"] if place else []
    lines += ["", "## Topics", "", "| topic | sections | exercises |", "|---|---|---|"]
    for term, number in topics(glossary, asked):
        found = _where(term, number, places)
        names = dict.fromkeys(name for place in found for name in place.exercises)
        if found:
            links = "; ".join(place.link for place in found)
            lines.append(f"| {term} | {links} | {', '.join(f'`{name}`' for name in names)} |")
    lines += ["", "## Lessons", "", "| section | lesson | minutes | exercises |", "|---|---|---|---|"]
    for place in places:
        further = " (further)" if place.further else ""
        where = f"[{place.lesson.heading}](../{place.lesson.notebook})"
        lines.append(f"| {place.shown} | {where} | {place.minutes}{further} | {place.names} |")
    return "\n".join(lines) + "\n"


def topics(glossary, asked):
    """Pairs (topic, two digits of the lesson that introduces it), in alphabetical order: the terms of the glossary and
    the topics of the written questions.
    """
    found = dict(re.findall(r"^\| \*\*(.+?)\*\* \|.*\[(\d\d)\]\(", glossary, re.M))
    known = {term.lower() for term in found}
    for question in asked:
        for topic in question.topics:
            if topic.lower() not in known:
                found.setdefault(topic, question.lesson)
    return sorted(found.items(), key=lambda item: item[0].lower())


@dataclass
class _Place:
    """A section of a lesson: its text without its model answers, its exercises, its minutes."""

    lesson: object
    title: str
    minutes: int
    further: bool
    text: str = ""
    exercises: tuple = ()

    @property
    def shown(self):
        return self.title.replace("|", "\\|")

    @property
    def link(self):
        return f"[{self.lesson.number} · {self.shown}](../{self.lesson.notebook})"

    @property
    def names(self):
        return ", ".join(f"`{name}`" for name in self.exercises)


def _places(lesson, notebook):
    """The sections of a lesson that teach."""
    found = [_Place(lesson, section.title, section.minutes, section.further) for section in lesson.sections]
    left = list(found)
    here = None
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and not notebooks.is_answer(cell):
            for part in re.split(r"^(?=## )", cell.source, flags=re.M):
                if part.startswith("## ") and left:
                    here = left.pop(0)
                if here:
                    here.text += part
        elif here and notebooks.is_check(cell):
            here.exercises += (notebooks.checked(cell).partition(".")[2],)
        elif here and cell.cell_type == "code" and not notebooks.is_answer(cell):
            here.text += cell.source
    return [place for place in found if not place.title.startswith(NOT_TAUGHT)]


def _where(term, number, places):
    """At most three sections for a topic: where italics or a heading introduce it, then where most is said of it."""
    words = [re.escape(word.strip()) for word in re.sub(r"\s*\(.*?\)", "", term).split(" / ")]
    spoken = re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?:s|es)?(?!\w)", re.I)
    first = re.compile(
        rf"[*_](?:{'|'.join(words)})(?:s|es)?[*_]|^#.*(?<!\w)(?:{'|'.join(words)})(?:s|es)?(?!\w)", re.I | re.M
    )
    counted = [(len(spoken.findall(place.text)), place) for place in places]
    said = [(count, place) for count, place in counted if count]
    introduced = [place for _, place in said if place.lesson.number == number and first.search(place.text)][:1]
    introduced = introduced or [place for _, place in said if place.lesson.number == number][:1]
    most = [place for count, place in sorted(said, key=lambda pair: -pair[0]) if count > 2]
    return list({id(place): place for place in [*introduced, *most, *(place for _, place in said[:1])]}.values())[:3]


def _boxes(notebook):
    """(section's title, box) for every such box of a lesson; with what follows, where the box asks or points on."""
    section, cells = "", notebook.cells
    for index, cell in enumerate(cells):
        if cell.cell_type != "markdown" or notebooks.is_answer(cell):
            continue
        blocks = _blocks(cell.source)
        for place, block in enumerate(blocks):
            if block.startswith("## "):
                section = re.sub(r"^## (\d+ · )?", "", block.splitlines()[0])
            if block.startswith(f"> **{notebooks.ERRATUM}**"):
                open_ended = re.search(r"[?:]$|next cell|read on", block)  # its result stands behind it
                after = _until_something_new(blocks[place + 1 :]) if open_ended else []
                if open_ended and not after:
                    later = (other for other in cells[index + 1 : index + 4] if other.cell_type == "markdown")
                    following = next(later, None)
                    after = _until_something_new(_blocks(following.source)) if following else []
                # Nobody is asked on that page, so nothing is folded.
                unfolded = re.sub(r"^> </?details>.*\n(?:>\n)?", "", block + "\n", flags=re.M).rstrip(">\n ")
                yield section, "\n\n".join([unfolded, *after])


def _blocks(source):
    """Paragraphs, block quotes and fenced code of a Markdown text, whole."""
    found = []
    fenced = False
    for line in source.splitlines():
        new = not found or (
            not fenced
            and (not line.strip() or line.startswith(">") != found[-1].startswith(">") or line.startswith("#"))
        )
        if line.startswith("```"):
            fenced = not fenced
        if new:
            found.append(line)
        else:
            found[-1] += "\n" + line
    return [block.strip() for block in found if block.strip()]


def _until_something_new(blocks):
    """The blocks before the next heading or box, at most two."""
    kept = []
    for block in blocks[:2]:
        if block.startswith(("#", "> **", "<details")):
            break
        kept.append(block)
    return kept


def authoring_page(text):
    """`docs/authoring.md` with its lists of judges and probes as their classes describe themselves."""
    for name, kinds in (("judges", JUDGES), ("probes", PROBES)):
        text = with_list(text, name, "\n".join(map(_described, kinds.found.values())), "their docstrings")
    return text


def architecture_page(text, root):
    """`docs/architecture.md` with the table of the rooms: each as its `__init__.py` describes itself, in the order of
    the import contracts, from below.
    """
    contracts = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    lines = ["| room | holds |", "|---|---|"]
    for layer in reversed(layers):
        for room in sorted(name.strip() for name in layer.split("|")):
            file = root / room.replace(".", "/") / "__init__.py"
            if file.is_file():
                about = ast.get_docstring(ast.parse(file.read_text("utf-8"))).split("\n\n")[0]
                lines.append(f"| `{room.replace('.', '/')}/` | {' '.join(about.split())} |")
    return with_list(text, "rooms", "\n".join(lines), "the rooms' docstrings and the contracts in pyproject.toml")


def _described(cls):
    """One line of a list: where it is imported from, its options with their defaults, what it does."""
    options = ", ".join(
        f"{f.name}={(f.default if f.default_factory is MISSING else f.default_factory())!r}" for f in fields(cls)
    )
    told = " ".join(inspect.getdoc(cls).split("\n\n")[0].split())
    return f"- `{cls.__module__}`: `{cls.__name__}({options})`. {told}"
