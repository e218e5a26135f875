"""Answers in words marked on a page: one question across the class, by keyboard, into nbgrader's gradebook."""


def _jupyter_server_extension_points():
    """What JupyterLab's server loads, so that the page opens from JupyterLab, too."""
    from .server import MarkingApp

    return [{"module": "helpers.instructors.marking", "app": MarkingApp}]
