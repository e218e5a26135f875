"""What markers did, line by line in `grading/marking/LESSON.jsonl`: written at once, only ever added to.

A line is on the disk before anybody is told that it is kept. A line that was cut off by a failing machine is left out
when the journal is read. Several markers, each with a page or a computer of their own, may write in turn.
"""

import contextlib
import json
import os
import time
from datetime import UTC, datetime

from ...course.errors import CourseError
from ...course.files import write_whole

DECIDES = {"done": "marked", "settle": "settled", "taken": "marked"}  # what of all actions gives a mark
WAIT = 20  # seconds for another marker's line


class Journal:
    """The lines of one lesson."""

    def __init__(self, course, lesson):
        self.path = course.grading.marking / f"{lesson}.jsonl"
        self.events, self._read, self._file = [], 0, None

    def refresh(self):
        """Read what is new, from whoever wrote it. Returns True where something was."""
        try:
            with open(self.path, "rb") as file:
                if os.fstat(file.fileno()).st_ino != self._file:  # somebody was renamed or deleted: it is another one
                    self.events, self._read, self._file = [], 0, os.fstat(file.fileno()).st_ino
                file.seek(self._read)
                new = file.read()
        except FileNotFoundError:
            return False
        new = new[: new.rfind(b"\n") + 1]
        self._read += len(new)
        for line in new.splitlines():
            # What stands in the middle of a write, or was edited by hand, is nobody's action.
            with contextlib.suppress(ValueError):
                event = json.loads(line)
                if isinstance(event, dict) and "do" in event:
                    self.events.append(event | {"n": len(self.events)})
        return bool(new)

    def add(self, *events):
        """Write events, each with its time, and wait until the disk has them.

        Raises:
            CourseError: another marker has kept the journal for too long.
            OSError: it cannot be written.
        """
        when = datetime.now(UTC).isoformat(timespec="seconds")
        with self.alone():
            self.refresh()
            lines = "".join(json.dumps({"at": when} | event, ensure_ascii=False) + "\n" for event in events)
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                size = os.fstat(file).st_size
                if size and os.pread(file, 1, size - 1) != b"\n":
                    lines = "\n" + lines  # somebody's line was cut off
                data = lines.encode("utf-8", "replace")
                while data:
                    data = data[os.write(file, data) :]
                os.fsync(file)
            finally:
                os.close(file)
            self.refresh()

    def rewrite(self, change):
        """Put `change(event, all events)` in the place of each line, such as where a person leaves the class.

        Lines keep their number, by which others name them.
        """
        with self.alone():
            self.refresh()
            kept = [{key: value for key, value in event.items() if key != "n"} for event in self.events]
            lines = [json.dumps(change(event, kept), ensure_ascii=False) + "\n" for event in kept]
            write_whole(self.path, "".join(lines))
            self.path.chmod(0o600)

    @contextlib.contextmanager
    def alone(self):
        """Hold the right to write in this journal.

        Raises:
            CourseError: another marker holds it for too long.
        """
        import fcntl  # here: Windows, where nothing is graded, has none, and rosters are kept there, too

        self.path.parent.mkdir(parents=True, exist_ok=True)
        end = time.monotonic() + WAIT
        with open(self.path.with_suffix(".lock"), "a") as lock:
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > end:
                        raise CourseError(
                            "Another marker's page keeps the journal of this lesson: nothing was stored; try again."
                        ) from None
                    time.sleep(0.02)
            yield


def journals(course):
    """The journals of all lessons that were marked."""
    found = [Journal(course, path.stem) for path in sorted(course.grading.marking.glob("*.jsonl"))]
    for journal in found:
        journal.refresh()
    return found


def lines_about(course, student):
    """The events that are about a student's answers; of a line about several people, this one's part."""
    found = [event for journal in journals(course) for event in journal.events if _is_about(event, student)]
    return [event | {"marks": {student: event["marks"][student]}} if "marks" in event else event for event in found]


def holds(course, student, lesson):
    """True where something was noted about a student's answers of a lesson."""
    return any(_is_about(event, student) for event in _of(course, lesson).events)


def who_marked(course, student, lesson):
    """Yield a line for each answer of a student's that somebody marked, opened again or settled, oldest first."""
    events = _of(course, lesson).events
    undone = {event["of"] for event in events if event["do"] == "undo"}
    for event in events:
        if event["do"] not in DECIDES or event["n"] in undone or not _is_about(event, student):
            continue
        done = DECIDES[event["do"]] if event.get("on", True) else "opened again"
        yield f"{event['at'].replace('T', ' ')}  {event['q']}: {done} by {event['by']}"


def _of(course, lesson):
    journal = Journal(course, lesson)
    journal.refresh()
    return journal


def rename(course, old, new, lesson=None):
    """Give a student's answers (of all lessons, or of one) to another id; None forgets them, and keeps comments that
    stand with others.
    """

    def change(event, events):
        if "marks" in event and old in event["marks"]:
            marks = dict(event["marks"])
            told = marks.pop(old)
            return event | {"marks": marks | ({new: told} if new else {})}
        if event.get("answer") != old:
            return event
        if new:
            return event | {"answer": new}
        if event.get("words") and any(
            other.get("comment") == event["comment"] and other["answer"] != old for other in events
        ):
            return {"q": event["q"], "do": "words", "id": event["comment"], "words": event["words"]}
        return {"do": "gone"}

    for journal in journals(course):
        if lesson in (None, journal.path.stem) and any(_is_about(event, old) for event in journal.events):
            journal.rewrite(change)


def _is_about(event, student):
    return event.get("answer") == student or student in event.get("marks", ())
