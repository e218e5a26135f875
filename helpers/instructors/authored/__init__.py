"""The course as an object: `Course`, its `Lesson`s with text sources and exercise banks, the places of its class."""

from .course import Course, Lesson

__all__ = ["Course", "Lesson"]
