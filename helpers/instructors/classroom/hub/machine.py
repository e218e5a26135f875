"""The hub of a class on its own Linux machine: system accounts, one systemd unit with limits for each student.

Copy it to /etc/jupyterhub/jupyterhub_config.py, edit the lines under "Your class", and start it as docs/hub.md says.
It needs root and systemd.
"""

from helpers.instructors.authored import Course
from helpers.instructors.classroom.hub import settings
from helpers.instructors.classroom.hub.node import proxy_command
from helpers.instructors.people.book import course_id, graders

c = get_config()  # noqa: F821 - given by traitlets

# --- Your class ---------------------------------------------------------------------------------------------------

COURSE_FOLDER = "/home/grader/nncourse"  # the instructors' repository; mode 0700, it holds the solutions
INSTRUCTORS = graders(Course(COURSE_FOLDER)) or ["teacher"]  # course.toml there names them: graders = ["ann", "ben"]
STUDENTS = []  # with allow_all below off, only these and the instructors may sign in
GRADER = "grader"  # the account that owns it and runs Formgrader; nobody signs in with it
EXCHANGE = "/srv/nbgrader/exchange"  # mode 0777, as nbgrader asks
STUDENTS_ENVIRONMENT = "/opt/nncourse/.venv"  # made from the students' bundle, which holds no solutions

# --- Sign in ------------------------------------------------------------------------------------------------------

c.JupyterHub.authenticator_class = "pam"  # the machine's own accounts; docs/hub.md names others
c.Authenticator.allowed_users = set(STUDENTS)
c.Authenticator.allow_all = not STUDENTS  # an empty list lets in every account of the machine

# --- Where it listens; HTTPS comes from a web server in front -----------------------------------------------------

c.JupyterHub.bind_url = "http://127.0.0.1:8000"
c.ConfigurableHTTPProxy.command = proxy_command("/opt/hub/proxy")
c.JupyterHub.db_url = "sqlite:////srv/jupyterhub/hub.sqlite"
c.JupyterHub.cookie_secret_file = "/srv/jupyterhub/cookie_secret"
c.JupyterHub.cleanup_servers = False  # students work on while the hub restarts

# --- Personal servers: memory and processor are really limited, by systemd's control groups -----------------------

c.JupyterHub.spawner_class = "systemd"
c.Spawner.cmd = [f"{STUDENTS_ENVIRONMENT}/bin/jupyterhub-singleuser"]
c.SystemdSpawner.default_shell = "/bin/bash"
c.SystemdSpawner.isolate_tmp = True  # no meeting place in /tmp
c.SystemdSpawner.isolate_devices = True
c.SystemdSpawner.disable_user_sudo = True
c.SystemdSpawner.unit_extra_properties = {"TasksMax": "256", "MemorySwapMax": "0"}

COURSE = course_id(Course(COURSE_FOLDER))  # "nncourse", or what `nncourse new-term --id` wrote there
settings.people(c, INSTRUCTORS, STUDENTS, COURSE)
settings.personal_servers(c, EXCHANGE, INSTRUCTORS, COURSE)
settings.formgrader(c, COURSE_FOLDER, "http://127.0.0.1:9999", user=GRADER, environment={"NBGRADER_EXCHANGE": EXCHANGE})
settings.culling(c)
