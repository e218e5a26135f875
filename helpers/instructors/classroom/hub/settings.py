"""What every hub of the course has in common, whether it is a trial or a class's own machine."""

import sys
from pathlib import Path

from ....course.errors import CourseError
from ...authored import Course
from ...people.book import COURSE_ID, course_id

HERE = Path(__file__).resolve().parent

# Measured, see docs/hub.md: a student in a Keras lesson needs 0.6 to 0.9 GB, one in a NumPy lesson 0.4 GB.
MEMORY = "2G"
PROCESSORS = 1.0
IDLE_SECONDS = 3600
PATIENCE = 300  # seconds for a server to start; JupyterHub's own 60 and 30 are for one student at a time


def groups(course):
    """The names of the two groups that nbgrader knows by its course id: the instructors', the students'."""
    return f"formgrade-{course}", f"nbgrader-{course}"


def people(c, instructors, students=(), course=COURSE_ID):
    """Put people into the two groups.

    Raises:
        CourseError: someone is on both lists, or there is no instructor.
    """
    both = sorted(set(instructors) & set(students))
    if both:
        raise CourseError(f"{', '.join(both)} cannot be instructor and student at once: take the name off one list.")
    if not instructors:
        raise CourseError("A class needs at least one instructor.")
    c.Authenticator.admin_users = set(instructors)
    marking, learning = groups(course)
    c.JupyterHub.load_groups = {marking: {"users": sorted(instructors)}, learning: {"users": sorted(students)}}


def formgrader(c, folder, url, user=None, environment=None, arguments=(), more_settings=()):
    """Run one JupyterLab with Formgrader on the instructors' repository, as a service that only instructors may open.

    One process owns the gradebook, however many instructors there are. The service bears the course id as its name, so
    that nbgrader's Course List finds it.

    Args:
        folder: the instructors' repository, whose course.toml may hold a course id.
        url: where the service listens, such as "http://127.0.0.1:9999".
        user: the system account that it runs as; None is the hub's own.
        environment: more environment variables.
        arguments: more arguments for JupyterLab's server.
        more_settings: folders of settings that count before the course's own.
    """
    course = course_id(Course(folder))
    config_path = ":".join(map(str, [*more_settings, HERE / "formgrader"]))
    service = {
        "name": course,
        "url": url,
        "command": [sys.executable, "-m", "jupyterhub.singleuser", f"--ServerApp.root_dir={folder}", *arguments],
        "cwd": str(folder),
        "environment": {
            "JUPYTERHUB_DEFAULT_URL": "/formgrader",
            "JUPYTER_CONFIG_PATH": config_path,
            **jupyter_environment(),
            **(environment or {}),
        },
        "oauth_no_confirm": True,
    }
    c.JupyterHub.services.append(service | ({"user": user} if user else {}))
    may_open = f"access:services!service={course}"
    c.JupyterHub.load_roles.extend(
        [
            {"name": "instructor", "groups": [groups(course)[0]], "scopes": [may_open]},
            # A personal server may do what it does by default, and ask for Formgrader on behalf of an instructor.
            {"name": "server", "scopes": ["users:activity!user", "access:servers!server", may_open]},
        ]
    )


def culling(c, idle_seconds=IDLE_SECONDS):
    """Stop servers that nobody has used for a while; files stay, and the next visit starts the server again."""
    every = max(1, min(300, idle_seconds // 2))
    c.JupyterHub.services.append(
        {
            "name": "idle-culler",
            "command": [
                sys.executable,
                "-m",
                "jupyterhub_idle_culler",
                f"--timeout={idle_seconds}",
                f"--cull-every={every}",
            ],
        }
    )
    c.JupyterHub.load_roles.append(
        {
            "name": "idle-culler",
            "services": ["idle-culler"],
            "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        }
    )


def personal_servers(c, exchange, instructors, course=COURSE_ID):
    """Give every personal server the exchange, the class's settings and quiet mathematics libraries.

    Args:
        exchange: nbgrader's exchange folder.
        instructors: their servers keep nbgrader's Course List, which leads to Formgrader.
        course: nbgrader's course id.
    """
    instructors = frozenset(instructors)

    def settings_of(spawner):
        folders = [HERE / "everyone"] if spawner.user.name in instructors else [HERE / "students", HERE / "everyone"]
        return ":".join(map(str, folders))

    threads = str(max(1, int(PROCESSORS)))
    # Students who all start at once wait for each other's processor time: 2 s each, two minutes for 120 on 2 cores.
    c.Spawner.start_timeout = c.Spawner.http_timeout = PATIENCE
    c.Spawner.default_url = "/lab"
    c.Spawner.mem_limit = MEMORY
    c.Spawner.cpu_limit = PROCESSORS
    c.Spawner.environment = {
        **jupyter_environment(),
        "NBGRADER_EXCHANGE": str(exchange),
        "NNCOURSE_ID": course,
        "JUPYTER_CONFIG_PATH": settings_of,
        # Libraries that see 64 processors start 64 threads, whatever the limit is.
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "TF_NUM_INTRAOP_THREADS": threads,
        "TF_NUM_INTEROP_THREADS": threads,
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


def jupyter_environment():
    """This environment's kernel and settings count before those in someone's home."""
    return {"JUPYTER_PREFER_ENV_PATH": "1"}
