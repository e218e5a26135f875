"""Exams on paper as they are marked: their questions, and where each answer stands.

The answers stand on paper. Where pages were scanned into `grading/exams/NAME/scans/`, as NUMBER.png or NUMBER-2.jpg,
they are shown; they pass the judge like any picture of a student's.
"""

import base64
import functools
import json
import re
from pathlib import Path

from ...course.errors import CourseError
from ...course.files import write_whole
from ..authored.papers import PEOPLE
from ..banks.schemes import Scheme
from ..grading import judging
from .questions import Answer, Question

SCANS = "scans"
MADE_OF_PEOPLE = ("people.csv", "people.html", "marks.csv")
MOST_SCANS = 12  # pages of one person that are shown


def rename(course, old, new):
    """Give a person's paper to another id; None forgets it, with its scanned pages."""
    for paper in course.papers:
        people = paper.people
        if old in people:
            given = people.pop(old)
            if new:
                people.setdefault(new, given)
            else:
                for path in _pages(paper, given["number"]):
                    path.unlink(missing_ok=True)
            write_whole(paper.folder / PEOPLE, json.dumps(people, ensure_ascii=False, indent=1) + "\n")
            for made in MADE_OF_PEOPLE:
                (paper.folder / made).unlink(missing_ok=True)


def pages_of(paper, student):
    """The scanned pages of a person in an exam, in order."""
    given = paper.people.get(student)
    return _pages(paper, given["number"]) if given else []


def questions(paper):
    """The questions of an exam.

    Raises:
        CourseError: there is no such exam, or nobody has a number in it.
    """
    data = paper.record
    if not paper.people:
        raise CourseError(
            f"Nobody has a number in the exam {paper.name}: import a roster (`nncourse roster import`), and make the "
            "exam again with the same words."
        )
    return [
        Question(
            paper.lesson,
            one["id"],
            f"{one['id']} · {one['title']}",
            float(one["marks"]),
            one["question"],
            Scheme(one["answer"], "", tuple((float(points), words) for points, words in one["scheme"])),
        )
        for one in data["questions"]
    ]


def answer(paper, question, student):
    """Where the answer stands on paper, and the scanned pages if there are any."""
    data, person = paper.record, paper.people[student]
    about = next(one for one in data["questions"] if one["id"] == question.name)
    letter = person["paper"] if person["paper"] in about["places"] else data["letters"][0]
    lines = [f"**Number {person['number']}**, paper {letter}, question {about['places'][letter]} there."]
    if right := about["right"].get(letter):
        lines.append(f"Right on this paper: **{right})**")
    drawn = {path.name: _drawn(str(path), path.stat().st_mtime_ns) for path in pages_of(paper, student)[:MOST_SCANS]}
    return Answer("\n\n".join(lines), {page: picture for page, picture in drawn.items() if picture})


def _pages(paper, number):
    """The scanned pages of a number, in order."""
    found = sorted((paper.folder / SCANS).glob("*"), key=lambda path: [int(n) for n in re.findall(r"\d+", path.stem)])
    stems = [path.stem.partition("-")[0] for path in found]
    return [path for path, stem in zip(found, stems) if stem.isdigit() and int(stem) == number]


@functools.lru_cache(maxsize=64)
def _drawn(path, _):
    drawn = judging.picture(Path(path).read_bytes())
    return drawn and (drawn[0], base64.b64encode(drawn[1]).decode())
