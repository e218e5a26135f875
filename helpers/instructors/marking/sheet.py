"""All marks of one question: what the lines of the journal add up to. Nothing here reads or writes a file."""

from dataclasses import dataclass, field

UNDOABLE = ("pick", "say", "points", "full", "done", "skip", "hand", "settle", "item", "words")
FORMGRADER = "Formgrader"


@dataclass
class Mark:
    """What one marker said of one answer.

    Attributes:
        items, comments: ids of what was chosen, in the order of the scheme and of choosing.
        points: typed in place of the sum, or None.
        done: True where the marker is content with it.
        word: of the answer that was marked.
    """

    items: set = field(default_factory=set)
    comments: list = field(default_factory=list)
    points: float | None = None
    done: bool = False
    word: str = ""

    @property
    def chosen(self):
        """True where it says how many points."""
        return bool(self.items) or self.points is not None

    @property
    def begun(self):
        """True where something was chosen, said or typed."""
        return self.chosen or bool(self.comments)


class Sheet:
    """The scheme, the comments and all marks of one question.

    Args:
        most: the points of a full answer.
        events: of the question, in their order.
    """

    def __init__(self, most, events):
        self.most = most
        self.items, self.comments, self.marks = {}, {}, {}
        self.skipped, self.handed, self.settled, self.written, self.taken = set(), {}, {}, {}, {}
        self._sources = []
        undone = {event["of"] for event in events if event["do"] == "undo"}
        self._undoable = [event for event in events if event["do"] in UNDOABLE and event["n"] not in undone]
        for event in events:
            if event["n"] not in undone and (act := getattr(self, f"_{event['do']}", None)):
                act(event)

    # -- what is asked ----------------------------------------------------------------------------------------

    def mark(self, answer, marker):
        """The `Mark` of a marker; an empty one where there is none."""
        return self.marks.get((answer, marker), Mark())

    def score(self, mark):
        """The points of a mark: typed, or the sum of its items, between 0 and the most."""
        if mark.points is not None:
            return mark.points
        total = sum(self.items[item]["points"] for item in mark.items if item in self.items)
        return round(min(max(total, 0.0), self.most), 4)

    def markers(self, answer):
        """Who is done with an answer, in the order of their first look at it."""
        return [who for (what, who), mark in self.marks.items() if what == answer and mark.done]

    def differ(self, answer):
        """True where two are done, their points differ, and nobody has settled it, here or in Formgrader."""
        if answer in self.settled or self.taken.get(answer, (None,))[0] is not None:
            return False
        return len({self.score(self.marks[answer, who]) for who in self.markers(answer)}) > 1

    def final(self, answer):
        """(points, comment) that count: the first marker's, or the one settled on; None where nobody is done, or two
        differ.
        """
        if self.differ(answer):
            return None
        if answer in self.taken:
            return self.taken[answer]
        done = self.markers(answer)
        if not done:
            return None
        who = self.settled.get(answer)
        mark = self.marks[answer, who if who in done else done[0]]
        return self.score(mark), self.comment(mark)

    def comment(self, mark):
        """What the student reads, as Markdown: each item of the scheme with what it earned, then the comments."""
        lines = []
        if mark.points is None or mark.items:
            for name, item in self.items.items():
                if name in mark.items:
                    earned = f"{item['points']:+g}" if item["points"] < 0 else f"{item['points']:g}"
                    lines.append(f"- {earned} {_counted(item['points'])}: {item['words']}")
                elif item["points"] > 0:
                    lines.append(f"- 0 of {item['points']:g}: {item['words']}")
        said = [self.comments[name] for name in mark.comments if name in self.comments]
        return "\n\n".join(filter(None, ["\n".join(lines), *said]))

    def last_of(self, marker):
        """The newest action of a marker that can be undone, or None."""
        return next((event for event in reversed(self._undoable) if event.get("by") == marker), None)

    def used(self, name):
        """How many answers an item or a comment of the scheme stands with."""
        return len({answer for (answer, _), mark in self.marks.items() if name in mark.items or name in mark.comments})

    def scheme_told(self):
        """The items as the source last gave them."""
        return [(self._source_of(name)) for name in self._sources]

    # -- what lines of the journal do ---------------------------------------------------------------------------

    def _source_of(self, name):
        return tuple(self.items[name]["source"]) if name in self.items else None

    def _scheme(self, event):
        """The lesson's own scheme, told anew: an item is known by its words, else by its place; the rest is new."""
        told = [tuple(item) for item in event["items"]]
        before = {name: self.items[name]["source"] for name in self._sources if name in self.items}
        left = dict(before)
        names = [None] * len(told)
        for same in (lambda i, name: left[name][1] == told[i][1], lambda i, name: self._sources.index(name) == i):
            for i in range(len(told)):
                fits = [name for name in left if names[i] is None and same(i, name)]
                if fits:
                    names[i] = fits[0]
                    del left[fits[0]]
        fresh = {}
        for name, item in zip(names, told):
            name = name or f"s{event['n']}-{len(fresh)}"
            if before.get(name) == item:
                fresh[name] = self.items[name]  # with what a marker made of it
            else:
                fresh[name] = {"points": item[0], "words": item[1], "source": item}
        own = {name: item for name, item in self.items.items() if name not in self._sources}
        self._sources, self.items = list(fresh), fresh | own

    def _item(self, event):
        if event.get("gone"):
            self.items.pop(event["id"], None)
            return
        kept = self.items.get(event["id"], {"source": None})
        self.items[event["id"]] = kept | {"points": event["points"], "words": event["words"]}

    def _words(self, event):
        if event["words"]:
            self.comments[event["id"]] = event["words"]
        else:
            self.comments.pop(event["id"], None)

    def _of(self, event):
        self.taken.pop(event["answer"], None)
        return self.marks.setdefault((event["answer"], event["by"]), Mark())

    def _pick(self, event):
        mark = self._of(event)
        mark.points = None
        (mark.items.add if event["on"] else mark.items.discard)(event["item"])

    def _say(self, event):
        mark, name = self._of(event), event["comment"]
        if event.get("words"):
            self.comments.setdefault(name, event["words"])
        mark.comments = [other for other in mark.comments if other != name] + ([name] if event["on"] else [])

    def _points(self, event):
        mark = self._of(event)
        mark.points, mark.items = event["points"], set()

    def _full(self, event):
        mark = self._of(event)
        mark.items = {name for name, item in self.items.items() if item["points"] > 0}
        mark.points = None if self.score(mark) == self.most else self.most

    def _done(self, event):
        mark = self._of(event)
        mark.done, mark.word = event["on"], event.get("word", "")
        self.skipped.discard((event["answer"], event["by"]))
        self.handed.pop(event["answer"], None)

    def _skip(self, event):
        (self.skipped.add if event["on"] else self.skipped.discard)((event["answer"], event["by"]))

    def _hand(self, event):
        self.handed[event["answer"]] = {"from": event["by"], "to": event["to"], "why": event["why"]}

    def _settle(self, event):
        self.taken.pop(event["answer"], None)
        self.settled[event["answer"]] = event["who"]

    def _taken(self, event):
        self.taken[event["answer"]] = (event["points"], event["comment"])

    def _wrote(self, event):
        self.written.update({answer: tuple(told) for answer, told in event["marks"].items()})


def _counted(points):
    return "point" if abs(points) <= 1 else "points"
