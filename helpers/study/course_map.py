"""The map of the course: its lessons with title, minutes, points and content, as every lesson says them of itself.

Minutes are those of the core path; `further` is what the quizzes and all that is off that path take beside them.
"""

from ..course.lessons import shipped, totals
from ..course.markup import html
from ..figures import table


class course_map:
    """The map as a table: `course_map()` in a notebook; the text of it on a terminal; `rows` as data.

    Args:
        links: True links each title to the lesson's notebook, as seen from another lesson's folder.
    """

    COLUMNS = ("lesson", "title", "minutes", "further", "points", "content")

    def __init__(self, links=True):
        self.lessons = shipped()
        self.rows = [
            (item.number, item.title, item.minutes, item.further, item.points, item.content) for item in self.lessons
        ]
        self.minutes, self.points = totals(self.lessons)
        further = sum(item.further for item in self.lessons) / 60
        self.caption = (
            f"The course: {len(self.lessons)} lessons, {self.minutes / 60:.0f} hours and {further:.0f} further, "
            f"{self.points:g} points"
        )
        self._links = links

    def __repr__(self):
        width = max(len(item.title) for item in self.lessons)
        lines = [
            f"{n}  {title:<{width}}  {minutes:>3} + {further:>2} min  {points:>4g} points  {content}"
            for n, title, minutes, further, points, content in self.rows
        ]
        return "\n".join([self.caption, *lines])

    def _repr_html_(self):
        rows = self.rows
        if self._links:
            links = (html('<a href="../{0}/{0}.ipynb">{1}</a>', item.slug, item.title) for item in self.lessons)
            rows = [(number, link, *rest) for link, (number, _, *rest) in zip(links, rows)]
        return table(rows, self.COLUMNS, self.caption)._repr_html_()
