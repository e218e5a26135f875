"""The nbconvert exporters of the course: one page, one file, that opens from disk without a network.

jupyter nbconvert --to nncourse_student lesson.ipynb       (or nncourse_instructor, or JupyterLab's export menu)
"""

import copy
import html
import re
import sys
from pathlib import Path

from nbconvert.exporters import HTMLExporter, TemplateExporter
from traitlets import Bool, Dict, Unicode, default

from ...course import notebooks
from ...course.errors import HandoutError
from ..authored import Lesson
from ..authored.lesson import plain_words
from ..building.boxes import unpainted
from . import editions
from .code import highlighted
from .fonts import characters_of, math_font
from .outputs import check_outputs, render_outputs
from .page import check_page
from .places import Places
from .text import Renderer, breakable, css_string

HERE = Path(__file__).parent
OUTCOME = '<details class="outcome"><summary>What comes out</summary>\n{}\n</details>'


class HandoutExporter(HTMLExporter):
    """A lesson as a self-contained page. Subclasses say for whom."""

    edition = "student"
    edition_name = "Student edition"
    in_menu = False

    execute = Bool(True, help="Run a notebook that has not been run.").tag(config=True)
    pages = Dict(help="Lesson folder name -> address of its page, for links between lessons.").tag(config=True)
    home = Unicode(help="Address of the page that lists the lessons.").tag(config=True)
    previous = Dict(help="href and title of the lesson before.").tag(config=True)
    next = Dict(help="href and title of the lesson after.").tag(config=True)
    build_key = Unicode(help="What the page was made from, as a hash; kept in the page.").tag(config=True)
    search = Unicode(help="Address of the page that searches the lessons.").tag(config=True)

    @default("enabled")
    def _enabled_default(self):
        # JupyterLab's menu lists every exporter that is enabled, by its registered name. So each edition is registered
        # under two names: a short one for commands, and one for people, which alone a running server offers.
        return self.in_menu or not _running("jupyter_server.serverapp", "ServerApp")

    @property
    def extra_template_basedirs(self):
        return [str(HERE / "templates")]

    def _template_name_default(self):
        return "nncourse"

    def _template_file_default(self):
        return "page.html.j2"

    def from_notebook_node(self, nb, resources=None, **kw):
        """The page of a notebook.

        Raises:
            HandoutError: something must not reach a reader; the message names its place.
        """
        try:
            return self._page(nb, resources, **kw)
        except HandoutError as error:
            # `jupyter nbconvert` would print a hundred lines of its own before the one that matters.
            if _running("nbconvert.nbconvertapp", "NbConvertApp"):
                sys.exit(f"Stopped: {error}")
            raise

    def _page(self, nb, resources, **kw):
        nb = copy.deepcopy(nb)
        resources = copy.deepcopy(resources or {})
        metadata = resources.setdefault("metadata", {})
        name, folder = metadata.get("name", "notebook"), metadata.get("path") or "."
        places = Places(name, folder)
        places.number(nb)
        if self.execute and not any(cell.get("execution_count") or cell.get("outputs") for cell in nb.cells):
            from .run import run_notebook

            run_notebook(nb, folder)
        editions.label_answers(nb)
        if self.edition == "student":
            editions.student(nb)  # without the bank: nothing of it belongs on this page
        else:
            editions.instructor(nb, _bank(folder))
        resources["handout"] = self._parts(nb, places, folder)
        # HTMLExporter would fill in a sentence where an alt text is missing; here that stops the build instead.
        page, resources = TemplateExporter.from_notebook_node(self, nb, resources, **kw)
        page = page.replace("MATHS-FONT", math_font(characters_of(page)) if "<math" in page else "")
        check_page(page, name)
        return page, resources

    def _parts(self, nb, places, folder):
        """Everything that the template lays out, as plain data."""
        renderer = Renderer(places, folder, self.pages)
        cells, widgets = [], []
        asked = False  # after a prediction, until text comes: results wait for the reader's guess
        for cell in nb.cells:
            if "remove-cell" in cell.metadata.get("tags", []):
                continue
            made = self._cell(cell, renderer, places, widgets)
            asks = cell.cell_type == "code" and cell.source.startswith("predict(")
            if asks:
                made["code"] = ""
            elif asked and made["outputs"]:
                made["outputs"] = OUTCOME.format(made["outputs"])
            asked = asks or asked and cell.cell_type == "code"
            if cells and made["folded"] and cells[-1]["folded"] and not cells[-1]["outputs"]:
                cells[-1].update(code=f"{cells[-1]['code']}\n\n\n{made['code']}", outputs=made["outputs"])
            elif made["text"] or made["code"] or made["outputs"] or made["space"]:
                cells.append(made)
        titles = [text for level, text, _ in renderer.headings if level == 1]
        if len(titles) != 1:
            raise HandoutError(
                f"{places.of(nb.cells[0]) if nb.cells else 'The notebook'}: a lesson has one heading with one #, here "
                f"are {len(titles)}."
            )
        return {
            "title": re.sub(r"<[^>]*>", "", titles[0]),
            "running": css_string(html.unescape(re.sub(r"<[^>]*>", "", titles[0]))),
            "edition": self.edition,
            "edition_name": self.edition_name,
            "cells": cells,
            "toc": [(text, name) for level, text, name in renderer.headings if level == 2],
            "home": self.home,
            "search": self.search,
            "previous": self.previous,
            "next": self.next,
            "build_key": self.build_key,
            "style": (HERE / "templates" / "nncourse" / "page.css").read_text("utf-8"),
            "script": (HERE / "templates" / "nncourse" / "page.js").read_text("utf-8"),
            "widgets": _widget_parts(widgets),
        }

    def _cell(self, cell, renderer, places, widgets):
        meta = cell.metadata
        made = {
            "kind": meta.get("nncourse_kind", ""),
            "space": meta.get("nncourse_space", 0),
            "label": breakable(html.escape(plain_words(meta.get("nncourse_label", "")) or "this question")),
            "id": notebooks.grade_id(cell) or "",
            "text": "",
            "code": "",
            "folded": meta.get("jupyter", {}).get("source_hidden", False),
            "outputs": "",
        }
        if cell.cell_type == "markdown":
            made["text"] = renderer.render_cell(cell, unpainted(cell.source))
        elif cell.cell_type == "code":
            tags = meta.get("tags", [])
            check_outputs(cell, places)
            if "remove-input" not in tags and cell.source.strip():
                made["code"] = highlighted(cell.source)
            if "remove-output" not in tags:
                made["outputs"], found = render_outputs(cell, renderer)
                widgets += found
        return made


class StudentExporter(HandoutExporter):
    """The student edition: no solutions, space to write where an exercise stands."""

    edition = "student"
    edition_name = "Student edition"


class InstructorExporter(HandoutExporter):
    """The instructor edition: solutions, marking schemes, and the hints of the misconceptions."""

    edition = "instructor"
    edition_name = "Instructor edition"


class StudentMenuExporter(StudentExporter):
    """The student edition as JupyterLab's menu offers it."""

    in_menu = True


class InstructorMenuExporter(InstructorExporter):
    """The instructor edition as JupyterLab's menu offers it."""

    in_menu = True


def _running(module, application):
    """Whether this process is that Jupyter application."""
    return module in sys.modules and getattr(sys.modules[module], application).initialized()


def _widget_parts(names):
    if not names:
        return ""
    from ...widgets.base import handout_parts

    return handout_parts(names)


def _bank(folder):
    lesson = Lesson.at(folder)
    return lesson.bank() if lesson.bank_file.is_file() else None
