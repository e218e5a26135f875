"""Formgrader on a hub as a page of its own. A Jupyter server extension of the service that runs it.

All pages of a hub share one origin, so JupyterHub forbids them to stand in each other's frames: a student's page could
otherwise read and press what it frames. nbgrader puts Formgrader into a frame of JupyterLab, which stays empty on a
hub. Here its address leads to the page itself, and the links on that page lead to JupyterLab under the service's
address.
"""

from pathlib import Path

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.routing import PathMatches, Rule
from tornado.web import authenticated

NBGRADERS = ('"/notebooks/"', '"/edit/"', '"/tree/"')
"""Where links of Formgrader lead when it stands in no frame: addresses without the server's own beginning."""


class AskedForFormgrader(PathMatches):
    """The address that Course List and the hub's guide give: JupyterLab with `?formgrader=true`."""

    def match(self, request):
        return super().match(request) if request.query_arguments.get("formgrader") else None


class ToFormgrader(JupyterHandler):
    """Leads to the page."""

    @authenticated
    def get(self):
        self.redirect(url_path_join(self.base_url, "formgrader"))


class Links(JupyterHandler):
    """nbgrader's script that makes the links, with addresses of this server."""

    @authenticated
    def get(self):
        from nbgrader.server_extensions.formgrader import handlers

        script = (Path(handlers.static_path) / "js/utils.js").read_text("utf-8")
        for address in NBGRADERS:
            script = script.replace(address, f'"{url_path_join(self.base_url, "lab/tree/")}"')
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.finish(script)


def _jupyter_server_extension_points():
    return [{"module": __name__}]


def _load_jupyter_server_extension(app):
    base = app.web_app.settings["base_url"]
    # Loaded by name before JupyterLab and nbgrader, so that these come before theirs.
    app.web_app.add_handlers(
        ".*$",
        [
            Rule(AskedForFormgrader(url_path_join(base, r"lab/?$")), ToFormgrader),
            (url_path_join(base, r"formgrader/static/js/utils\.js"), Links),
        ],
    )
