"""Totals of lessons, as platforms want them: a total is there only when it is final, nothing missing, failed or
unmarked.
"""

from .report import OPEN


def totals(rows):
    """{student: {lesson: points, or None while open}} from the rows of grades.csv."""
    found = {}
    for row in rows:
        sums = found.setdefault(row.student, {})
        if row.state in OPEN or sums.get(row.lesson, 0.0) is None:
            sums[row.lesson] = None
        else:
            sums[row.lesson] = sums.get(row.lesson, 0.0) + row.points
    for sums in found.values():
        sums.update({lesson: max(0.0, total) for lesson, total in sums.items() if total is not None})
    return found
