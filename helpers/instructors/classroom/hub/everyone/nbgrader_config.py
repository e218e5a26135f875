"""nbgrader on a personal server: where to fetch and hand in, and under which name."""

import os

c = get_config()  # noqa: F821 - given by traitlets

c.CourseDirectory.course_id = os.environ.get("NNCOURSE_ID", "nncourse")
c.Exchange.root = os.environ.get("NBGRADER_EXCHANGE", "/srv/nbgrader/exchange")
# Where system accounts are not people (a trial, a container), the hub knows who this is.
if os.environ.get("JUPYTERHUB_USER"):
    c.CourseDirectory.student_id = os.environ["JUPYTERHUB_USER"]
