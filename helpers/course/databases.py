"""Databases as nbgrader and JupyterHub are told of them, in folders whose names have any sign."""

import locale
import os


def sqlite_url(path, **query) -> str:
    """The address of an SQLite file, with "%" and "?" in the form that SQLAlchemy reads back."""
    from sqlalchemy import URL

    return URL.create("sqlite", database=str(path), query=query).render_as_string()


def gradebook_url(path) -> str:
    """The address of the file of nbgrader's gradebook. A second writer waits for its turn."""
    return sqlite_url(path, timeout="60")


def let_alembic_start_anywhere() -> None:
    """Let nbgrader make its gradebook also where its own folder's name has a "%", or an umlaut in a plain locale.

    It asks Alembic from which release of its tables a new one comes, by a file of settings in which "%" has a meaning,
    and which Alembic, a program of its own, reads in the encoding of the locale.
    """
    from nbgrader import dbutil

    if not dbutil.ALEMBIC_DIR.isascii() and locale.getencoding().lower() not in ("utf-8", "utf8", "cp65001"):
        os.environ["LC_ALL"] = "C.UTF-8"
    if "%%" not in dbutil.ALEMBIC_DIR:
        dbutil.ALEMBIC_DIR = dbutil.ALEMBIC_DIR.replace("%", "%%")
