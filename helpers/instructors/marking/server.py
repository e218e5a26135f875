"""The marking page as a small extension of Jupyter's server: alone by `nncourse mark`, or inside JupyterLab.

Jupyter's server brings what keeps it private: it listens on this computer, asks for a token, and refuses requests that
other pages make. Nothing is fetched from anywhere else.
"""

import getpass
import importlib.util
import json
import os
from pathlib import Path

import jinja2
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.extension.application import ExtensionApp
from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, authenticated
from traitlets import Unicode

from ...course.errors import CourseError, sentence
from ..authored import Course
from ..people.book import graders
from ..people.words import plain
from .desk import Desk

HERE = Path(__file__).parent
FILES = {"page.js": "text/javascript", "page.css": "text/css", "maths.ttf": "font/ttf"}
MOST_BYTES = 20_000  # of one action
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


class _Handler(JupyterHandler):
    """What all addresses of the page have in common."""

    @property
    def content_security_policy(self):
        return POLICY

    @property
    def desk(self):
        """The `Desk` of the course around the folder that the server was started in."""
        if "nncourse_desk" not in self.settings:
            self.settings["nncourse_desk"] = Desk(Course.here())
        return self.settings["nncourse_desk"]

    def me(self):
        """Who marks, unless the page is told another name: on a hub whoever signed in, else this computer's user."""
        on_hub = getattr(self.current_user, "hub_user", None)
        return on_hub["name"] if on_hub else user()

    def marker(self):
        return plain(self.get_query_argument("as", "") or self.me(), 60)

    def tell(self, act):
        """Answer with what `act` gives as JSON; with one sentence where it cannot be done."""
        self.set_header("Cache-Control", "no-store")
        try:
            self.finish(json.dumps(act()))
        except (CourseError, OSError) as error:
            if (told := sentence(error)) is None:
                raise
            self.set_status(409)
            self.finish(json.dumps({"error": told}))


class Page(_Handler):
    """The page itself. It holds nothing of a student's."""

    @authenticated
    def get(self, *_):
        self.xsrf_token  # noqa: B018 - asking for it sets the cookie that actions are sent with
        around = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE), autoescape=True, trim_blocks=True)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        base = url_path_join(self.base_url, "marking")
        page = around.get_template("page.html.j2")
        self.finish(page.render(user=self.me(), graders=graders(self.desk.course), base=base))


class File(_Handler):
    """Script, style and the font of the formulas."""

    @authenticated
    def get(self, name):
        self.set_header("Content-Type", FILES[name])
        self.finish((_font() if name == "maths.ttf" else HERE / name).read_bytes())


class Overview(_Handler):
    """All questions."""

    @authenticated
    def get(self):
        self.tell(lambda: self.desk.warm() or self.desk.overview(self.marker()))


class Question(_Handler):
    """One question: a look at it, or an action."""

    @authenticated
    def get(self, lesson, name):
        self.tell(lambda: self.desk.look(f"{lesson}/{name}", self.marker()))

    @authenticated
    def post(self, lesson, name):
        if len(self.request.body) > MOST_BYTES:
            raise HTTPError(413)
        try:
            wish = json.loads(self.request.body)
        except ValueError:
            raise HTTPError(400) from None
        if not isinstance(wish, dict):
            raise HTTPError(400)
        self.tell(lambda: self.desk.act(f"{lesson}/{name}", self.marker(), wish))


class Answer(_Handler):
    """What a student wrote."""

    @authenticated
    def get(self, lesson, name, code):
        named = self.get_query_argument("named", "") == "1"
        self.tell(lambda: self.desk.answer(f"{lesson}/{name}", code, named))


class Pages(_Handler):
    """Makes feedback pages and grades.csv from the marks."""

    @authenticated
    def post(self):
        self.tell(lambda: {"told": self.desk.publish()})


class MarkingApp(ExtensionApp):
    """Serves the page under `marking/`."""

    name = "nncourse_marking"
    extension_url = "/marking"
    load_other_extensions = False
    default_url = Unicode("/marking").tag(config=True)

    @classmethod
    def get_extension_package(cls):
        return "helpers.instructors.marking"

    def initialize_handlers(self):
        word = r"([\w.-]+)"
        self.handlers += [
            ("/marking/?", Page),
            (r"/marking/(page\.js|page\.css|maths\.ttf)", File),
            ("/marking/api/questions", Overview),
            (f"/marking/api/question/{word}/{word}", Question),
            (f"/marking/api/question/{word}/{word}/{word}", Answer),
            ("/marking/api/pages", Pages),
            (f"/marking/{word}/{word}", Page),
        ]

    async def stop_extension(self):
        if desk := self.settings.get("nncourse_desk"):
            desk.close()


def user():
    """The name of this computer's user."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "marker"


def serve(question="", port=8890, browser=True):
    """Start the page on this computer and wait until it is stopped."""
    words = ["--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.log_level=WARN"]
    words += ["--ServerApp.terminals_enabled=False", "--ServerApp.quit_button=False"]
    words += [f"--MarkingApp.default_url=/marking{f'/{question}' if question else ''}"]
    words += [] if browser else ["--no-browser"]
    words += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    MarkingApp.launch_instance(words)


def _font():
    """STIX Two Math, as in the handouts."""
    home = Path(importlib.util.find_spec("ziamath").submodule_search_locations[0])
    return home / "fonts" / "STIXTwoMath-Regular.ttf"
