"""Where markers work: it shows a question and its answers, keeps each action, and brings marks into the gradebook.

An action goes into the journal first, and from there into the gradebook. Where the gradebook cannot be written, the
mark is kept all the same, and goes there with the next action or the next look.
"""

import contextlib
import csv
import io
import math
import secrets

from ...course.errors import CourseError
from ...course.files import write_whole
from ..authored.papers import is_on_paper
from ..grading import judging, marks
from ..grading.words import set_words, visible
from ..people.roster import Roster
from ..people.words import plain, table_cell
from . import book, papers
from .journal import Journal
from .questions import answer, questions, waiting
from .sheet import FORMGRADER, Sheet

LONGEST = 2000  # characters of a comment
FROM_ANYBODY = ""  # an answer that is handed on to whoever comes


class Desk:
    """The questions of a course, open for marking.

    Args:
    """

    def __init__(self, course):
        self.late = ""  # why the gradebook could not be written, if it could not
        self.course, self._writer = course, book.Writer(course)
        self._journals, self._questions = {}, {}

    def warm(self):
        """Load what the first mark would wait for."""
        from sqlalchemy.exc import SQLAlchemyError

        with contextlib.suppress(SQLAlchemyError):  # told at the first mark
            self._writer.open()
        set_words("$x$")

    def close(self):
        self._writer.close()
        judging.close()

    # -- looking --------------------------------------------------------------------------------------------------

    def overview(self, marker):
        """[{id, title, lesson, points, total, done, …}] of all questions to which somebody has handed in an answer."""
        graded = [lesson for lesson in self.course.lessons if (self.course.grading.results / lesson.slug).is_dir()]
        asked = [question for lesson in graded for question in self._of(lesson)]
        for paper in self.course.papers:
            asked += papers.questions(paper)
        found = []
        for question in asked:
            students, empty = waiting(self.course, question)
            sheet = self._sheet(question)
            done = sum(sheet.final(student) is not None for student in students)
            about = {"id": question.id, "title": question.title, "lesson": question.lesson, "points": question.points}
            about |= {"total": len(students), "done": done, "empty": empty}
            found.append(about | {"differ": sum(map(sheet.differ, students))})
        return found

    def look(self, name, marker):
        """All that the page shows of a question but the answers themselves.

        Raises:
            CourseError: there is no such question.
        """
        question = self.question(name)
        self._renew(question)
        students, empty = waiting(self.course, question)
        sheet = self._sheet(question)
        changed = self._settle(question, sheet, students)
        sheet = self._sheet(question)
        last = sheet.last_of(marker)
        return {
            "id": question.id,
            "title": question.title,
            "lesson": question.lesson,
            "points": question.points,
            "asked": str(set_words(question.asked)),
            "model": str(set_words(question.scheme.answer)),
            "notes": str(set_words(question.scheme.notes)),
            "items": [
                {"id": key, "points": item["points"], "words": item["words"], "html": str(set_words(item["words"]))}
                | {"used": sheet.used(key)}
                for key, item in sheet.items.items()
            ],
            "comments": [
                {"id": key, "words": words, "html": str(set_words(words)), "used": sheet.used(key)}
                for key, words in sheet.comments.items()
            ],
            "answers": [self._told(question, sheet, student, marker, changed) for student in students],
            "empty": empty,
            "undo": last["do"] if last else "",
            "late": self.late,
            "marker": marker,
        }

    def _told(self, question, sheet, student, marker, changed):
        mark, handed = sheet.mark(student, marker), sheet.handed.get(student)
        others = [who for who in sheet.markers(student) if who != marker]
        about = {"code": question.code(student), "state": "open", "handed": handed}
        about["mine"] = {
            "items": sorted(mark.items),
            "comments": mark.comments,
            "points": mark.points,
            "score": sheet.score(mark) if mark.chosen else None,
            "done": mark.done,
        }
        if student in sheet.taken:
            points, comment = sheet.taken[student]
            about["others"] = [{"who": FORMGRADER, "score": points, "words": str(set_words(comment))}]
        elif mark.done:  # a second marker sees what the first one said when both are done
            about["others"] = [self._mark_told(sheet, student, who) for who in others]
        if student in changed:
            about["state"] = "changed"
        elif handed:
            about["state"] = "mine" if handed["to"] in (FROM_ANYBODY, marker) and handed["from"] != marker else "away"
        elif student in sheet.taken or mark.done:
            about["state"] = "differ" if sheet.differ(student) else "done"
        elif mark.begun:
            about["state"] = "begun"
        elif (student, marker) in sheet.skipped:
            about["state"] = "skipped"
        elif others:
            about["state"] = "second"
        about["settled"] = sheet.settled.get(student)
        return about

    @staticmethod
    def _mark_told(sheet, student, who):
        mark = sheet.marks[student, who]
        return {"who": who, "score": sheet.score(mark), "words": str(set_words(sheet.comment(mark)))}

    def answer(self, name, code, named=False):
        """One answer as HTML that nothing lives in, and as it was typed; with the student's name only where asked."""
        question = self.question(name)
        student = self._student(question, code)
        found = answer(self.course, question, student)
        pictures = {name: f"data:{mime};base64,{data}" for name, (mime, data) in found.pictures.items()}
        about = {"code": code, "html": str(set_words(found.text, pictures)), "typed": visible(found.text)[:30_000]}
        if named:
            person = Roster(self.course).people.get(student)
            about["name"] = plain(f"{person.name} ({student})" if person else student, 200)
        return about

    # -- marking --------------------------------------------------------------------------------------------------

    def act(self, name, marker, wish):
        """Keep an action of a marker, and bring what follows from it into the gradebook. Returns `look` after it.

        Args:
            wish: {"do": …} with what that needs; see `_event`.

        Raises:
            CourseError: the action cannot be, or cannot be kept; nothing has changed then.
        """
        question = self.question(name)
        marker = marker.strip() or "marker"
        event = self._event(question, self._sheet(question), marker, wish)
        self._journal(question).add({"q": question.name, "by": marker} | event)
        shown = self.look(name, marker)
        if "answer" in event:
            shown["went"] = question.code(event["answer"])
        return shown

    def _event(self, question, sheet, marker, wish):
        do = wish.get("do")
        if do == "undo":
            if not (last := sheet.last_of(marker)):
                raise CourseError("There is nothing of yours to undo in this question.")
            return {"do": "undo", "of": last["n"]} | {key: last[key] for key in ("answer",) if key in last}
        if do == "item":
            return self._item(question, sheet, wish)
        if do == "words":
            if wish.get("id") not in sheet.comments:
                raise CourseError("There is no such comment.")
            return {"do": do, "id": wish["id"], "words": _words(wish.get("words", ""), may_be_empty=True)}
        student = self._student(question, wish.get("code", ""))
        event = {"do": do, "answer": student}
        if do == "pick":
            if wish.get("item") not in sheet.items:
                raise CourseError("The marking scheme has no such item any more.")
            return event | {"item": wish["item"], "on": wish["item"] not in sheet.mark(student, marker).items}
        if do == "say":
            return event | self._said(sheet, sheet.mark(student, marker), wish)
        if do == "points":
            return event | {"points": _points(wish.get("points"), question.points)}
        if do == "full":
            return event
        if do == "done":
            return event | self._done(question, sheet, student, marker, bool(wish.get("on", True)))
        if do == "skip":
            return event | {"on": (student, marker) not in sheet.skipped}
        if do == "hand":
            return event | {"to": plain(wish.get("to", ""), 60).strip(), "why": plain(wish.get("why", ""), 500).strip()}
        if do == "settle":
            if wish.get("who") not in sheet.markers(student):
                raise CourseError("Only the mark of somebody who has marked this answer can be settled on.")
            return event | {"who": wish["who"]}
        raise CourseError(f"A marker cannot do {do!r} here.")

    @staticmethod
    def _item(question, sheet, wish):
        name = wish.get("id") or f"i{secrets.token_hex(4)}"
        if wish.get("id") and name not in sheet.items:
            raise CourseError("The marking scheme has no such item any more.")
        if wish.get("gone"):
            return {"do": "item", "id": name, "gone": True}
        points = _points(wish.get("points"), question.points, least=-question.points)
        return {"do": "item", "id": name, "points": points, "words": _words(wish.get("words", ""))}

    @staticmethod
    def _said(sheet, mark, wish):
        if name := wish.get("comment"):
            if name not in sheet.comments:
                raise CourseError("There is no such comment any more.")
            return {"comment": name, "on": name not in mark.comments}
        words = _words(wish.get("words", ""))
        same = next((name for name, other in sheet.comments.items() if other == words), None)
        return {"comment": same or f"c{secrets.token_hex(4)}", "words": words, "on": True}

    def _done(self, question, sheet, student, marker, on):
        mark = sheet.mark(student, marker)
        if on and not mark.chosen:
            raise CourseError("Nothing is chosen yet: choose by digits, f for all points, 0 for none.")
        return {"on": on, "word": answer(self.course, question, student).word}

    def publish(self):
        """Make the feedback pages whose marks have changed, and grades.csv; nothing is graded. Returns a sentence.

        Raises:
            CourseError: a grading run is at work.
        """
        from ..grading import batch

        for paper in self.course.papers:
            self._publish(paper)
        changed, path = batch.publish(self.course)
        pages = "1 feedback page was" if changed == 1 else f"{changed} feedback pages were"
        return f"{pages} made anew; {path.relative_to(self.course.root)} is up to date."

    def _publish(self, paper):
        """Write the table of an exam: a row for each number, a column for each question; what is open stays empty."""
        asked = papers.questions(paper)
        sheets = [(question, self._sheet(question)) for question in asked]
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\n")
        table.writerow(["number", "student", *(question.name for question in asked), "total"])
        for student, given in sorted(paper.people.items(), key=lambda one: one[1]["number"]):
            told = [sheet.final(student) for _, sheet in sheets]
            points = [one[0] if one else None for one in told]
            total = None if None in points else float(sum(points))
            table.writerow([given["number"], table_cell(student), *map(table_cell, points), table_cell(total)])
        write_whole(paper.folder / "marks.csv", text.getvalue())

    # -- the gradebook -----------------------------------------------------------------------------------------------

    def _settle(self, question, sheet, students):
        """Bring the gradebook to what the journal says, and into the journal what Formgrader says since.

        Returns the students whose words have changed since they were marked.
        """
        there, journal = book.read(self.course, question), self._journal(question)
        taken, wrote, todo, changed = {}, {}, {}, set()
        for student in students:
            entry = there.get(student, book.Entry() if question.on_paper else None)
            if entry is None:
                continue
            said = sheet.taken.get(student, (None, ""))[1]  # in Formgrader, and no points
            unmarked = None, f"{marks.UNSETTLED}\n\n{said}".strip() if sheet.differ(student) else ""
            want, last = sheet.final(student) or unmarked, sheet.written.get(student, (None, ""))
            if entry.told not in (want, last, (None, "")):
                taken[student] = entry.told[0], entry.told[1].replace(marks.UNSETTLED, "").strip()
                if taken[student] != entry.told:
                    todo[student] = book.Entry(*taken[student], False)
                continue
            if self._others_words(question, sheet, student, entry):
                changed.add(student)
            if question.on_paper and student not in there and want[0] is None:
                continue  # a paper that nobody has marked is no entry: it may not have been written
            needs = want[0] is None or student in changed
            if entry.told != want or (student not in sheet.taken and entry.needs != needs):
                todo[student] = book.Entry(*want, needs)
            elif last != want:
                wrote[student] = want
        if taken and journal.refresh():  # another page was at work between the two looks; the next look tells
            todo = {student: entry for student, entry in todo.items() if student not in taken}
            taken = {}
        for student, (points, comment) in taken.items():
            told = {"q": question.name, "by": FORMGRADER, "do": "taken", "answer": student}
            journal.add(told | {"points": points, "comment": comment})
        self.late = self._put(question, todo)
        wrote |= {student: entry.told for student, entry in todo.items()} if not self.late else {}
        wrote |= taken
        if wrote:
            journal.add({"q": question.name, "do": "wrote", "marks": wrote})
        return changed

    def _others_words(self, question, sheet, student, entry):
        """True where a mark was given to other words than those that are handed in now. Only a hand-in that was graded
        anew, which asks for a second look, can have other words.
        """
        words = {mark.word for (what, _), mark in sheet.marks.items() if what == student and mark.done} - {""}
        return bool(words) and entry.needs and answer(self.course, question, student).word not in words

    def _put(self, question, entries):
        from sqlalchemy.exc import SQLAlchemyError

        if not entries:
            return ""
        try:
            self._writer.put(question, entries)
        except SQLAlchemyError as error:
            why = plain(str(getattr(error, "orig", error)), 200)
            return f"The gradebook could not be written ({why}). Your marks are kept, and go there when it can be."
        return ""

    # -- what is where ----------------------------------------------------------------------------------------------

    def question(self, name):
        """The question of an id such as "05-backpropagation/words"; of a lesson's number, its first.

        Raises:
            CourseError: there is none.
        """
        lesson, _, cell = name.partition("/")
        if is_on_paper(lesson):
            asked = papers.questions(self.course.paper(lesson))
        else:
            asked = self._of(self.course.gradable(lesson))
        found = [question for question in asked if cell in ("", question.name)]
        if not found:
            raise CourseError(f"{' '.join([lesson, 'has no question', cell]).strip()} that is answered in words.")
        return found[0]

    def _of(self, lesson):
        """The questions of a lesson, read anew when its source has changed."""
        when = lesson.source.stat().st_mtime_ns
        if self._questions.get(lesson.slug, (None,))[0] != when:
            self._questions[lesson.slug] = when, questions(lesson)
        return self._questions[lesson.slug][1]

    def _renew(self, question):
        """Note the lesson's own scheme where it is new or has changed."""
        told = [list(item) for item in question.scheme.items]
        if [list(item) for item in self._sheet(question).scheme_told()] != told:
            self._journal(question).add({"q": question.name, "do": "scheme", "items": told})

    def _journal(self, question):
        if question.lesson not in self._journals:
            self._journals[question.lesson] = Journal(self.course, question.lesson)
        return self._journals[question.lesson]

    def _sheet(self, question):
        journal = self._journal(question)
        journal.refresh()
        return Sheet(question.points, [event for event in journal.events if event.get("q") == question.name])

    def _student(self, question, code):
        for student in waiting(self.course, question)[0]:
            if question.code(student) == code:
                return student
        raise CourseError("This answer is not there any more; load the page again.")


def _points(value, most, least=0.0):
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise CourseError("Points are a number, such as 1 or 0.5.")
    if not least <= value <= most:
        raise CourseError(f"Points lie between {least:g} and {most:g} here.")
    return round(float(value), 4)


def _words(text, may_be_empty=False):
    text = visible(str(text)).strip()
    if not text and not may_be_empty:
        raise CourseError("Write some words first.")
    if len(text) > LONGEST:
        raise CourseError(f"That has {len(text)} characters; {LONGEST} can be kept.")
    return text
