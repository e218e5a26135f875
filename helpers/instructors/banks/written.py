"""The written questions of the lessons, `solutions/NN-slug/written.md`: each with marks, model answer and marking
scheme.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from ...course.errors import BankError
from ...course.questions import fault_of
from .schemes import HEAD, read_scheme

USES = {"practice": "students practise with it, answer included", "exam": "kept for exams"}
FACTS = ("id", "level", "marks", "topics", "shown", "use")


@dataclass(frozen=True)
class Written:
    """A question that is answered in words and marked by a person.

    Args:
        id: e.g. "05.w1"; its first two digits are the lesson.
        title: a few words.
        level: of Bloom's taxonomy.
        marks: 2, 5 or 10.
        topics: what it is about.
        shown: the section of the lesson that proves the answer, by its heading.
        use: "practice" or "exam".
        question, answer: Markdown with formulas.
        scheme: pairs (marks, for what); the marks add up to `marks`.
    """

    id: str
    title: str
    level: str
    marks: int
    topics: tuple
    shown: str
    use: str
    question: str
    answer: str
    scheme: tuple

    @property
    def lesson(self):
        """The two digits of its lesson."""
        return self.id[:2]


def read_written(path, sections=None):
    """The written questions of one file, in its order; none where the file does not exist.

    Args:
        path: a `written.md`.
        sections: the headings of the lesson, without #; None does not look whether `shown` is one of them.

    Raises:
        BankError: something is missing, unknown, twice, or does not add up; names the file and the line.
    """
    path = Path(path)
    if not path.is_file():
        return []
    found = []
    for line, title, body in _parts(path.read_text("utf-8")):
        where = f"{path.parent.name}/{path.name}, line {line}"
        question = _question(title, body, where)
        if any(other.id == question.id for other in found):
            raise BankError(f"{where}: the id {question.id} is there twice.")
        if sections is not None and question.shown not in sections:
            raise BankError(f'{where}: the lesson has no section "{question.shown}".')
        found.append(question)
    return found


def _parts(text):
    """(line, heading, body) of every second-level heading; a # inside a code block is no heading."""
    parts, fenced = [], False
    for number, line in enumerate(text.splitlines(), 1):
        fenced ^= line.startswith("```")
        if line.startswith("## ") and not fenced:
            parts.append((number, line[3:].strip(), []))
        elif parts:
            parts[-1][2].append(line)
    return [(number, title, "\n".join(body)) for number, title, body in parts]


def _question(title, body, where):
    pieces = re.match(r"\s*(.+?)\n\n(.+?)\n### Answer\n(.+?)\n### Marking\n(.+)", body, re.DOTALL)
    if not pieces:
        raise BankError(
            f'{where}: "{title}" needs a line of facts, a question, "### Answer" and "### Marking", in this order.'
        )
    facts = dict(re.split(r":\s*", fact.strip(), maxsplit=1) for fact in pieces[1].split(" · ") if ": " in fact)
    # A section's own heading holds the dot that parts the facts: "shown: 6 · Two layers · use: exam".
    if found := re.search(r"shown: (.+?) · use:", pieces[1]):
        facts["shown"] = found[1]
    if missing := [name for name in FACTS if not facts.get(name)]:
        raise BankError(f'{where}: "{title}" does not say {", ".join(missing)}.')
    marks = int(facts["marks"]) if facts["marks"].isdecimal() else facts["marks"]
    if fault := fault_of(facts["level"], marks):
        raise BankError(f'{where}: "{title}" {fault}.')
    if facts["use"] not in USES:
        raise BankError(f'{where}: use is "practice" or "exam", not "{facts["use"]}".')
    if not re.fullmatch(r"\d\d\.w\d+", facts["id"]):
        raise BankError(f'{where}: an id looks like "05.w1", not "{facts["id"]}".')
    scheme = read_scheme(f"{HEAD}\n\n{pieces[4]}")
    if scheme.points != marks:
        raise BankError(f"{where}: the marking scheme adds up to {scheme.points:g}, not {marks}.")
    return Written(
        id=facts["id"],
        title=title,
        level=facts["level"],
        marks=marks,
        topics=tuple(topic.strip() for topic in facts["topics"].split(",")),
        shown=facts["shown"],
        use=facts["use"],
        question=pieces[2].strip(),
        answer=pieces[3].strip(),
        scheme=tuple((int(n) if n == int(n) else n, words) for n, words in scheme.items),
    )
