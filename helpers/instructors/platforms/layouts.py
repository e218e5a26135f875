"""Which platform's layout an export has: one for all of its files."""

import re
from pathlib import PurePosixPath

from ...course.errors import CourseError
from . import Owner, Platform, platform_named, platforms, typed_keys

NOTEBOOK = re.compile(r"\.ipynb(?:\.(?:txt|json))?$", re.IGNORECASE)  # browsers append an ending


class Pattern(Platform):
    """A layout that an instructor describes by a regular expression."""

    name, title = "pattern", "your pattern"

    def __init__(self, pattern):
        try:
            self._pattern = re.compile(pattern)
        except re.error as error:
            raise CourseError(
                f"The pattern is not a regular expression ({error}). Known platforms are {', '.join(platforms())}."
            ) from None
        if "student" not in self._pattern.groupindex:
            raise CourseError(
                f"The pattern needs a group (?P<student>…). Known platforms are {', '.join(platforms())}."
            )

    def owner(self, path):
        found = self._pattern.fullmatch(path)
        if not found or not found["student"]:
            return None
        student = found["student"].strip()
        rest = found.groupdict().get("lesson") or PurePosixPath(path).name
        return Owner(student, typed_keys(student), rest, wanted=student)


def choose(names, platform, roster):
    """The one layout of an export.

    Args:
        names: of its files.
        platform: the name of a platform, or a regular expression; None finds out.

    Returns:
        (Platform, top, alone): `top` is the folder around all of it, with its slash, or ""; `alone` the one folder that
        may be a person's or the class's, or "".
    """
    if platform is not None:
        layout = platforms().get(platform) or (Pattern(platform) if "(" in platform else platform_named(platform))
        around = _around(names) if platform in platforms() else ""
        inner = [name[len(around) :] for name in names]
        return layout, around if around and _share(layout, inner) > _share(layout, names) else "", ""
    guessed = [one for one in platforms().values() if one.guessed]
    layout = max((one for one in guessed if one.strict), key=lambda one: _share(one, names))
    if _share(layout, names) > (0.5 if layout.inside else 0.0):
        return layout, "", ""
    around = _around(names)
    inner = [name[len(around) :] for name in names]
    wrapped = max((one for one in guessed if one.strict), key=lambda one: _share(one, inner))
    people = {owner.label for owner in wrapped.owners(inner).values() if owner}
    is_person = roster.by_key(f"id:{around[:-1].casefold()}") is not None
    if around and _share(wrapped, inner) == 1.0 and len(people) > 1 and not is_person:
        return wrapped, around, ""
    alone = around[:-1] if any("/" in name for name in inner) and not is_person else ""
    return platforms()["folders"], "", alone


def _share(layout, names):
    """The share of an export's notebooks that a layout can read; of all files where there is no notebook."""
    books = [name for name in names if NOTEBOOK.search(name)] or names
    owners = layout.owners(books)
    return sum(owner is not None for owner in owners.values()) / len(books) if books else 0.0


def _around(names):
    """The one folder around all entries, with its slash, or ""."""
    tops = {name.split("/", 1)[0] for name in names}
    return f"{tops.pop()}/" if len(tops) == 1 and all("/" in name for name in names) else ""
