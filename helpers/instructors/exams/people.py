"""Who writes which paper: numbers for the class, extra time and accommodations, and the record that marking reads."""

import csv
import io
import json
import math
import re
import string
from pathlib import Path

import jinja2
import numpy as np

from ...course.errors import CourseError
from ...course.files import write_whole
from ..authored.papers import PEOPLE, RECORD
from ..banks.written import Written
from ..marking.journal import Journal
from ..people.roster import Roster
from ..people.words import plain, table_cell

COLUMNS = ("number", "student", "name", "paper", "minutes", "accommodations")


def record(course, exam, title, papers):
    """Write what a marker needs: questions with answers and schemes, and where each paper has them.

    Raises:
        CourseError: other papers of this name are being marked.
    """
    questions = {}
    for letter, paper in zip(string.ascii_uppercase, papers, strict=False):
        for place, item in enumerate(paper, 1):
            known = questions.setdefault(item.id, _told(item))
            known["places"][letter] = place
            if not isinstance(item, Written):
                right = next(i for i, (_, _, ok) in enumerate(item.options) if ok)
                known["right"][letter] = string.ascii_lowercase[right]
    letters = list(string.ascii_uppercase[: len(papers)])
    data = {"title": title, "letters": letters, "questions": list(questions.values())}
    marked = Journal(course, exam.lesson).path.is_file()
    if marked and _asked(exam.record) != _asked(data):
        raise CourseError(
            f"The exam {exam.name} is being marked, and these are other papers: name another folder, --to."
        )
    write_whole(exam.folder / RECORD, json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def _asked(data):
    return [(one["id"], one["places"]) for one in data["questions"]]


def _told(item):
    if isinstance(item, Written):
        scheme, answer, title = [list(pair) for pair in item.scheme], item.answer, item.title
    else:
        right = next(option for option in item.options if option[2])
        scheme, answer, title = [[item.marks, "the right letter"]], f"{right[0]}\n\n{right[1]}", "choice"
    about = {"id": item.id, "title": title, "marks": item.marks, "question": item.question, "answer": answer}
    return about | {"scheme": scheme, "places": {}, "right": {}}


def give_numbers(course, exam, seed, minutes=None):
    """Give everybody on the roster a number and a paper, and write people.csv and people.html; return their paths.

    Numbers are drawn, so that a paper tells nobody's name; who has one keeps it. Neighbouring numbers have different
    papers.

    Args:
        minutes: of the exam; with them extra time such as "25 %" or "15 min" among somebody's accommodations is added.
    """
    roster, data, people, rng = Roster(course), exam.record, exam.people, np.random.default_rng([seed, 2])
    new = [student for student in roster.listed if student not in people]
    first = max((person["number"] for person in people.values()), default=0) + 1
    for number, i in enumerate(rng.permutation(len(new)).tolist(), first):
        people[new[i]] = {"number": number, "paper": data["letters"][number % len(data["letters"])]}
    if not people:
        return []
    write_whole(exam.folder / PEOPLE, json.dumps(people, ensure_ascii=False, indent=1) + "\n")
    rows = []
    for student, given in sorted(people.items(), key=lambda item: item[1]["number"]):
        person = roster.people.get(student)
        agreed = plain(person.accommodations, 300) if person else ""
        time = f"{time_of(minutes, agreed):g}" if minutes else ""
        shown = plain(person.name, 200) if person else student
        rows.append((given["number"], student, shown, given["paper"], time, agreed))
    return write_list(exam.folder, "people", data["title"], COLUMNS, rows)


def write_list(folder, name, title, columns, rows):
    """Write who writes what as NAME.csv and NAME.html; return their paths. Accommodations are the last column."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerows([columns, *([table_cell(cell) for cell in row] for row in rows)])
    around = jinja2.Environment(loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True)
    template = around.get_template("people.html.j2")
    page = template.render(title=title, columns=columns, rows=rows, numbers=name == "people")
    write_whole(folder / f"{name}.csv", text.getvalue())
    write_whole(folder / f"{name}.html", page)
    return [folder / f"{name}.csv", folder / f"{name}.html"]


def time_of(minutes, agreed):
    """Minutes, rounded up, with the extra time that an agreement in words names: "25 %", "15 min", or both."""
    share = re.search(r"(\d+(?:[.,]\d+)?)\s*(?:%|per ?cent|prozent)", agreed, re.IGNORECASE)
    more = re.search(r"(\d+)\s*min(?:s|ut(?:e|es|en))?(?!\w)", agreed, re.IGNORECASE)
    extra = minutes * float(share[1].replace(",", ".")) / 100 if share else 0
    return math.ceil(minutes + extra + (int(more[1]) if more else 0))
