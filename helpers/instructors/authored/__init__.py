"""The course as its authors write it: `Course` and its `Lesson`s, their text sources and their exercise banks."""

from .course import Course, Lesson

__all__ = ["Course", "Lesson"]
