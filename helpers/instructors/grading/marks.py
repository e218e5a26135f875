"""nbgrader's gradebook, read without nbgrader, which takes seconds to start. Nothing here writes."""

from ..people.book import NOTEBOOKS, SUBMISSIONS, rows

UNSETTLED = "Two markers differ, and nobody has settled it yet."
"""Stands as the comment of an answer whose mark is open for that."""


def submitted(course):
    """{(student, lesson)} of all hand-ins that the gradebook knows."""
    return set(rows(course, f"select s.student_id, a.name from {SUBMISSIONS}"))


def marks_by_hand(course):
    """{(student, lesson): {grade_id: (score, needs another look)}} of all cells that a person has marked."""
    marks = {}
    query = f"""select s.student_id, a.name, b.name, g.manual_score, g.extra_credit, g.needs_manual_grade
        from {NOTEBOOKS} join grade g on g.notebook_id = n.id join base_cell b on g.cell_id = b.id
        where g.manual_score is not null"""
    for student, lesson, cell, score, extra, needs in rows(course, query):
        marks.setdefault((student, lesson), {})[cell] = (score + (extra or 0), bool(needs))
    return marks


def comments(course):
    """{(student, lesson): {grade_id: words}} of what people wrote to answers."""
    found = {}
    query = f"""select s.student_id, a.name, b.name, c.manual_comment from {NOTEBOOKS}
        join comment c on c.notebook_id = n.id join base_cell b on c.cell_id = b.id
        where c.manual_comment is not null"""
    for student, lesson, cell, words in rows(course, query):
        found.setdefault((student, lesson), {})[cell] = words
    return found


def penalties(course):
    """{(student, lesson): points taken off} where the policy for late submissions took some."""
    query = f"""select s.student_id, a.name, sum(n.late_submission_penalty) from {NOTEBOOKS}
        where n.late_submission_penalty > 0 group by 1, 2"""
    return {(student, lesson): penalty for student, lesson, penalty in rows(course, query)}


def perhaps_late(course):
    """[(student, lesson, time, due date, extension, penalty, score)] of what is handed in after its
    due date, or was.
    """
    query = f"""select s.student_id, a.name, s.timestamp, a.duedate, s.extension, n.late_submission_penalty,
        (select sum(coalesce(g.manual_score, g.auto_score, 0) + coalesce(g.extra_credit, 0))
        from grade g where g.notebook_id = n.id)
        from {NOTEBOOKS} where s.timestamp > a.duedate or n.late_submission_penalty is not null"""
    return rows(course, query)
