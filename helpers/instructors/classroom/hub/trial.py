"""The hub that `make hub` starts: made for looking and trying, on your own computer, as an ordinary user.

Everybody's server runs with your own rights and can read your files, solutions included. Never open it to a class;
machine.py is for that. Settings come from environment variables that start.py sets.
"""

import logging
import os
import resource
import sys
from pathlib import Path

from jupyterhub.spawner import SimpleLocalProcessSpawner

from helpers.course.databases import sqlite_url
from helpers.instructors.authored import Course
from helpers.instructors.classroom.hub import settings
from helpers.instructors.classroom.hub.node import proxy_command
from helpers.instructors.classroom.hub.start import share_of_processors
from helpers.instructors.people.book import course_id, graders

c = get_config()  # noqa: F821 - given by traitlets

ROOT = Path(os.environ["NNCOURSE_HUB_ROOT"])
CLASS = Course(ROOT)
FOLDER = Path(os.environ["NNCOURSE_HUB_FOLDER"])
PORTS = [int(port) for port in os.environ["NNCOURSE_HUB_PORTS"].split(",")]
TEACHERS = sorted({"teacher", *graders(CLASS)})
# In a container one is root. Servers tell of trouble only; the hub's own log has the rest.
ARGUMENTS = [*(["--allow-root"] if os.geteuid() == 0 else []), "--log-level=WARN"]


class Welcome(logging.Filter):
    """Says where to go when the hub runs, below the many lines of its start."""

    def filter(self, record):
        if record.getMessage().startswith("JupyterHub is now running"):
            print(os.environ["NNCOURSE_HUB_WELCOME"], flush=True)
        return True


class TrialSpawner(SimpleLocalProcessSpawner):
    """A home folder for each name. Each process may take `mem_limit` of memory and gives way to your own work; a
    student's processes together run on `cpu_limit` processors.
    """

    def make_preexec_fn(self, name):
        change_folder = super().make_preexec_fn(name)
        limit = self.mem_limit
        processors = share_of_processors(self.user.id, self.cpu_limit) if sys.platform == "linux" else None

        def preexec():
            change_folder()
            os.nice(5)
            if limit and sys.platform == "linux":  # elsewhere the kernel does not count this
                resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
            if processors:
                os.sched_setaffinity(0, processors)  # what the server starts inherits it

        return preexec


c.JupyterHub.bind_url = f"http://127.0.0.1:{PORTS[0]}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{PORTS[1]}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{PORTS[2]}"
c.ConfigurableHTTPProxy.command = proxy_command(FOLDER / "proxy")
c.ConfigurableHTTPProxy.pid_file = str(FOLDER / "proxy.pid")
c.JupyterHub.db_url = sqlite_url(FOLDER / "hub.sqlite")
c.JupyterHub.cookie_secret_file = str(FOLDER / "cookie_secret")
logging.getLogger("JupyterHub").addFilter(Welcome())
c.JupyterHub.cleanup_servers = True  # Ctrl-C ends everything

c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["NNCOURSE_HUB_PASSWORD"]
c.SharedPasswordAuthenticator.admin_password = os.environ["NNCOURSE_HUB_TEACHER_PASSWORD"]
c.Authenticator.allow_all = True

c.JupyterHub.spawner_class = TrialSpawner
c.SimpleLocalProcessSpawner.home_dir_template = str(FOLDER / "homes" / "{username}")
c.Spawner.args = ARGUMENTS

COURSE = course_id(CLASS)
settings.people(c, TEACHERS, course=COURSE)
settings.personal_servers(c, os.environ["NBGRADER_EXCHANGE"], TEACHERS, COURSE)
settings.formgrader(
    c,
    ROOT,
    f"http://127.0.0.1:{PORTS[3]}",
    arguments=ARGUMENTS,
    environment={"NBGRADER_EXCHANGE": os.environ["NBGRADER_EXCHANGE"]},
    more_settings=[settings.HERE / "one_account"],
)
settings.culling(c, int(os.environ.get("NNCOURSE_HUB_IDLE", settings.IDLE_SECONDS)))
