"""A course with an empty gradebook for each test of people and platforms."""

import shutil

import grading_course
import pytest

from helpers.instructors.authored import Course
from helpers.instructors.people.book import open_gradebook


@pytest.fixture(scope="module")
def fresh(request, tmp_path_factory):
    """The course, made once for a module: a gradebook takes seconds. MAKE of the module makes another one."""
    make = getattr(request.module, "MAKE", grading_course.make)
    root = make(tmp_path_factory.mktemp("fresh") / "c")
    open_gradebook(Course(root)).close()
    return root


@pytest.fixture
def root(fresh, tmp_path, monkeypatch):
    """A copy of it, in which commands are typed."""
    root = shutil.copytree(fresh, tmp_path / "c")
    monkeypatch.chdir(root)
    return root
