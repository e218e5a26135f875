"""A student's feedback page: one file, no scripts, nothing fetched; the hint for each lost mark, no hidden case."""

import functools
import re

from jinja2.utils import markupsafe

from ...course import notebooks
from ...study import predict
from ..authored.lesson import plain_words
from .hostile import PICTURES
from .pages import render
from .words import set_words

LIGHT_CODE = {"k": "#7b2d8b", "s": "#1b6e3c", "c": "#6a6a62", "n": "#8b3a1f"}
HEADING = re.compile(r"^(#{1,6})\s+(.+)$", re.MULTILINE)
POINTS = re.compile(r"\s*\([^()]* points?\)\s*$")


def page(notebook, about, lessons="", predictions=None):
    """The page of one graded notebook.

    Args:
        notebook: autograded, with "score", "points" and "comment" in its nbgrader metadata as `GetGrades` puts them.
            A score of None waits for a person.
        about: {"student", "assignment", "score", "max_score", "late_penalty"}.
        predictions: what was believed before the results, as `notebooks.predictions` gives it.
        lessons: where students read the lessons, as an address with {lesson} in it; "" where none is known.
    """
    lesson, parts, open_ = about["assignment"], [], 0
    headings, title, section = {}, "", ""
    for i, cell in enumerate(notebook.cells):
        data = notebooks.about(cell)
        if cell.cell_type == "markdown" and not data.get("solution"):
            for level, text in HEADING.findall(cell.source):
                title = POINTS.sub("", text).strip()
                section = title if level == "##" else section
        if data.get("solution"):
            headings[data["grade_id"]] = (title, section)
        if data.get("grade"):
            name = data["grade_id"].removeprefix("check-")
            part = _words(cell) if data.get("solution") else _code(notebook.cells, i, name)
            waiting = cell.cell_type == "markdown" and data.get("score") is None
            open_ += waiting
            heading, within = headings.get(name, (title, section))
            if part["words"] is not None:
                within = _section_named(cell, notebook.cells[:i]) or within
            several = heading.startswith("Exercises ") or not heading or any(p["title"] == heading for p in parts)
            score = data.get("score") or 0
            parts.append(
                part
                | {
                    "id": _id(name),
                    "title": f"{heading} · {name}" if heading and several else heading or name,
                    "section": within,
                    "address": _address(lessons, lesson, within),
                    "score": "not marked yet" if waiting else f"{score:g}",
                    "points": data["points"],
                    "lost": not waiting and score < data["points"],
                    "comment": set_words(data.get("comment") or part["comment"] or ""),
                }
            )
    return render(
        "feedback.html",
        title=f"{lesson_title(notebook) or lesson} · feedback",
        style=_code_style(),
        student=about["student"],
        score=about["score"],
        most=about["max_score"],
        penalty=about.get("late_penalty"),
        open=open_,
        parts=parts,
        believed=[
            one | {key: set_words(one[key]) for key in ("ask", "says")}
            for one in predict.results(lesson[:2], predictions or {})
        ],
        failed="",
    )


def failed_page(about, reason):
    """The page of a submission that could not be graded."""
    title = f"{about['assignment']} · feedback"
    return render("feedback.html", title=title, style="", student=about["student"], believed=[], failed=reason)


def _address(lessons, lesson, section):
    """The section's place in the lesson as students read it; headings there are called like in a handout."""
    if not lessons or not section:
        return ""
    return lessons.replace("{lesson}", lesson) + "#" + re.sub(r"\s+", "-", plain_words(section))


def lesson_title(notebook):
    """The lesson's first heading."""
    for cell in notebook.cells[:5]:
        found = re.match(r"#\s+(.+)", cell.source) if cell.cell_type == "markdown" else None
        if found:
            return found[1].strip()
    return ""


def _code(cells, i, name):
    """The note of a check, which the engine has made, and the student's own code above it."""
    note = "".join(out.data["text/html"] for out in cells[i].get("outputs", []) if "text/html" in out.get("data", {}))
    own = next((c for c in reversed(cells[:i]) if notebooks.grade_id(c) == name), None)
    comment = notebooks.about(own).get("comment") if own is not None else ""
    code = _highlighted(own.source) if own is not None and own.source.strip() else ""
    return {"note": markupsafe.Markup(note), "code": code, "comment": comment, "words": None}


def _words(cell):
    """An answer in words, as it was written, with the pictures that were pasted into it."""
    pictures = {
        name: f"data:{mime};base64,{data}"
        for name, kinds in cell.get("attachments", {}).items()
        for mime, data in kinds.items()
        if mime in PICTURES
    }
    return {"note": "", "code": "", "comment": "", "words": set_words(cell.source, pictures)}


def _section_named(cell, before):
    """The numbered section that the question of an answer in words speaks of, such as "Close section 5"; else ""."""
    asked = before[-1].source if before else ""
    number = re.search(r"\b[Ss]ections? (\d+)\b", asked)
    texts = (other.source for other in before if number and other.cell_type == "markdown")
    found = (re.search(rf"^## ({number[1]} · .+)$", text, re.MULTILINE) for text in texts)
    return next((match[1].strip() for match in found if match), "")


def _id(name):
    return "exercise-" + re.sub(r"[^\w-]", "-", name)


@functools.lru_cache(maxsize=1)
def _formatter():
    from pygments.formatters import HtmlFormatter

    return HtmlFormatter(nowrap=True)


@functools.lru_cache(maxsize=512)  # who has not begun, or writes one short line, has what others have
def _highlighted(source):
    from pygments import highlight
    from pygments.lexers import PythonLexer

    return markupsafe.Markup(highlight(source[:20_000], PythonLexer(), _formatter()))


def _code_style():
    """Four colours that pass contrast on light paper; on dark paper code stays in the colour of the text."""
    groups = {"k": ".k, .kn, .kc, .ow", "s": ".s, .s1, .s2, .sd", "c": ".c, .c1", "n": ".nf, .nb, .mi, .mf"}
    rules = "".join(f"{names} {{ color: {LIGHT_CODE[key]} }}" for key, names in groups.items())
    return f"@media (prefers-color-scheme: light) {{ {rules} }}"
