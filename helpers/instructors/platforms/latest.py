"""Which of several files of a person counts: the latest, in the export and beside what is there."""

import hashlib
import json
from datetime import UTC, timedelta

from ...course.files import write_whole
from ..grading.submissions import RECEIPT, receipt_of, timestamp_of
from .books import ask

SAME_MINUTE = timedelta(minutes=1)


class Latest:
    """What counts of one collection, and what is stored of it.

    Args:
        books: the `Books`, with the person of each file.
        decided: gives what was decided about a label, or None.
    """

    def __init__(self, course, books, decided):
        self._course, self._books, self._decided = course, books, decided

    def choose(self):
        """Of several files of one person for one lesson the latest counts; where nothing tells which that is, it is
        unclear.
        """
        same_time = [
            item.time for item in self._books.files if item.action == "take" and item.time and not item.owner.time
        ]
        people = {item.student for item in self._books.files if item.action == "take"}
        if len(people) > 2 and len(same_time) > 2 and max(same_time) - min(same_time) < SAME_MINUTE:
            for item in self._books.files:
                item.time = item.time if item.owner and item.owner.time else None
            self._books.notes.append(
                "All files have the same time, which is that of zipping: when they were handed in is not known."
            )
        groups = {}
        for item in self._books.files:
            if item.action == "take":
                groups.setdefault((item.student, item.lesson), []).append(item)
        for (student, lesson), items in groups.items():
            if len(items) > 1:
                self._books.twice.setdefault(lesson, []).append(student)
                self._one_of(items)

    def _one_of(self, items):
        taken = [item for item in items if self._decided(item.source) == "take"]
        left = [item for item in items if self._decided(item.source) == "leave"]
        for item in left:
            item.action, item.why = "leave", "as was decided"
        items = taken[:1] + [item for item in items if item not in left and item not in taken[:1]]
        if len(items) < 2:
            return
        best = taken[0] if taken else _latest_of(items)
        if best is None:
            for item in items:
                others = ", ".join(repr(other.source) for other in items if other is not item)
                ask(item, f"nothing tells whether it or {others} is later", ("take", "leave"))
            return
        for item in items:
            if item is not best:
                item.action, item.why = "older", f"{best.source} {'was decided' if taken else 'is later'}"

    def compare(self):
        """Leave what is there already, and what is older than that."""
        for item in self._books.files:
            if item.action != "take":
                continue
            path = self._course.grading.handed_in(item.student, item.lesson)
            folder = path.parent
            if not path.is_file():
                continue
            if hashlib.sha256(path.read_bytes()).hexdigest() == item.digest:
                item.action, item.why = "same", "it is there already"
                continue
            receipt = receipt_of(folder)
            if self._decided(item.source) == "take":
                continue
            other = not item.owner.lasting and receipt.get("key") not in (None, item.owner.own)
            if other and not self._decided(item.owner.label):
                ask(item, "this person has handed in under another number before", ("take", "leave"))
                continue
            later = _is_later(item, folder, receipt)
            if later is False:
                item.action, item.why = "older", f"what is there was handed in {timestamp_of(folder) or 'later'}"
            elif later is None:
                ask(item, "another file of this person is there, and nothing tells which is later", ("take", "leave"))

    def store(self, item):
        path = self._course.grading.handed_in(item.student, item.lesson)
        folder = path.parent
        if path.is_file():  # nobody's work goes away: what is replaced is kept
            old = path.read_bytes()
            earlier = self._course.grading.earlier / item.student / item.lesson
            write_whole(earlier / f"{hashlib.sha256(old).hexdigest()[:12]}.ipynb", old)
        receipt = {
            "file": item.source,
            "key": item.owner.own,
            "platform": self._books.platform,
            "late": item.owner.late,
            "order": list(item.owner.order),
            "time": stamp(item.time) if item.time else None,
        }
        write_whole(path, item.read())
        write_whole(folder / RECEIPT, json.dumps(receipt, ensure_ascii=False, sort_keys=True) + "\n")
        if item.time:
            write_whole(folder / "timestamp.txt", stamp(item.time))
        else:
            (folder / "timestamp.txt").unlink(missing_ok=True)  # that was the time of another file

    def note(self, student, lesson, files):
        """Note that a person handed in something else than a notebook: that is not nothing.

        Args:
            files: names of the files, with a word on each.
        """
        receipt = {"instead": files, "platform": self._books.platform}
        path = self._course.grading.handed_in(student, lesson).with_name(RECEIPT)
        write_whole(path, json.dumps(receipt, ensure_ascii=False, sort_keys=True) + "\n")


def _latest_of(items):
    """The latest of a person's files, or None where nothing tells. Files that are the same are all the latest."""
    if len({item.digest for item in items}) == 1:
        return items[0]
    for key in (lambda item: item.owner.order, lambda item: (item.time,) if item.time else ()):
        if all(key(item) for item in items):
            ordered = sorted(items, key=key)
            if key(ordered[-1]) != key(ordered[-2]):
                return ordered[-1]
    return None


def _is_later(item, folder, receipt):
    """True or False where something tells whether a file is later than the one that is there, else None."""
    order = receipt.get("order") or []
    if order and item.owner.order and list(map(type, order)) == list(map(type, item.owner.order)):
        return list(item.owner.order) > order
    there = timestamp_of(folder)
    return stamp(item.time) > there if there and item.time else None


def stamp(time):
    """A time as nbgrader writes it."""
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
