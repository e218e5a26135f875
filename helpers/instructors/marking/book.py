"""Marks and comments of one question in nbgrader's gradebook: read quickly, written by nbgrader's own means."""

from dataclasses import dataclass

from ..people.book import NOTEBOOKS, open_gradebook, rows
from . import papers

QUERY = f"""select s.student_id, g.manual_score, c.manual_comment, g.needs_manual_grade
    from {NOTEBOOKS} join grade g on g.notebook_id = n.id join base_cell b on g.cell_id = b.id
    left join comment c on c.notebook_id = n.id and c.cell_id in (select id from base_cell where name = b.name)
    where a.name = ? and b.name = ?"""


@dataclass(frozen=True)
class Entry:
    """What the gradebook says of one answer: points (None: unmarked), comment, and whether a person must look at it."""

    points: float | None = None
    comment: str = ""
    needs: bool = True

    @property
    def told(self):
        """Points and comment, for comparing."""
        return None if self.points is None else round(self.points, 4), self.comment


def read(course, question):
    """{student: Entry} of a question."""
    found = rows(course, QUERY, (question.lesson, question.name))
    return {student: Entry(points, comment or "", bool(needs)) for student, points, comment, needs in found}


class Writer:
    """Writes entries; each call is one transaction."""

    def __init__(self, course):
        self._course, self._open, self._registered = course, None, set()

    def put(self, question, entries):
        """Write {student: Entry}.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the gradebook cannot be written now; it is as it was.
        """
        book = self.open()
        try:
            if question.on_paper:
                self._register(question, entries)
            for student, entry in entries.items():
                place = (question.name, question.lesson, question.lesson, student)
                grade, comment = book.find_grade(*place), book.find_comment(*place)
                grade.manual_score, grade.needs_manual_grade = entry.points, entry.needs
                comment.manual_comment = entry.comment or None
            book.db.commit()
        except BaseException:
            book.db.rollback()
            raise

    def _register(self, question, students):
        """Make an exam's questions and the papers of these people known to the gradebook, as nbgrader would."""
        from nbgrader.api import Comment, Grade

        book, lesson = self.open(), question.lesson
        if lesson not in self._registered:
            book.update_or_create_assignment(lesson)
            book.update_or_create_notebook(lesson, lesson)
            for one in papers.questions(self._course.paper(lesson)):
                about = {"max_score": one.points, "cell_type": "markdown"}
                book.update_or_create_grade_cell(one.name, lesson, lesson, **about)
                book.update_or_create_solution_cell(one.name, lesson, lesson)
            self._registered.add(lesson)
        for student in students:
            book.update_or_create_student(student)
            book.update_or_create_submission(lesson, student)
            paper = book.find_submission_notebook(lesson, lesson, student)
            if question.name not in {grade.name for grade in paper.grades}:  # the exam was made again since
                book.db.add(Grade(cell=book.find_grade_cell(question.name, lesson, lesson), notebook=paper))
                book.db.add(Comment(cell=book.find_solution_cell(question.name, lesson, lesson), notebook=paper))

    def open(self):
        """The gradebook, opened when it is first needed."""
        if self._open is None:
            self._open = open_gradebook(self._course)
        return self._open

    def close(self):
        if self._open is not None:
            self._open.close()
            self._open = None
