"""Whose each file is. Two people never become one: a key stands for one label, a person for one key."""

from ..people.words import compact, folded, plain
from .books import ask


class Whose:
    """The people of one collection.

    Args:
        roster: the class; it learns the keys of those who are clear.
        books: the `Books`, with the owner of each file.
        alone: a folder that may be a person's or the class's, or "".
    """

    def __init__(self, roster, books, alone):
        self._roster, self._books, self._alone = roster, books, alone
        self._decided = roster.decisions.get

    def mixed(self):
        """A platform hides all names or none: a single "anonymous" among names is somebody who chose that name."""
        owned = [item.owner for item in self._books.files if item.owner]
        if {owner.anonymous for owner in owned} == {True, False}:
            for item in self._books.files:
                if (
                    item.owner
                    and item.owner.anonymous
                    and item.action == "take"
                    and self._decided(item.source) != "take"
                ):
                    ask(item, "it is anonymous, and others are not", ("take", "leave"))

    def give(self):
        """Give each file its person. Two people never become one: a key stands for one label, a person for one key."""
        owners, labels = {}, {}
        for item in self._books.files:
            if item.owner and item.action != "leave":
                owners.setdefault(item.owner.own, item.owner)
                labels.setdefault(item.owner.own, set()).add(item.owner.label)
        chosen, why = {}, {}
        for key, owner in owners.items():
            if len(labels[key]) > 1:
                why[key] = f"the same number stands beside several names ({', '.join(sorted(labels[key]))})"
            elif self._decided(owner.label) != "leave":
                chosen[key], why[key] = self._person(owner)
        for keys in self._namesakes(chosen, owners):
            for key in keys:
                if not self._decided(owners[key].label):
                    several = " and ".join(sorted(owners[one].label for one in keys))
                    chosen[key], why[key] = None, f"{several} would be one person{_told_apart(owners[key])}"
        for key in owners:  # only now: what is unclear teaches the roster nothing
            if chosen.get(key):
                self._remember(chosen[key], owners[key])
        for item in self._books.files:
            if item.owner:
                self._to(item, chosen.get(item.owner.own), why.get(item.owner.own, ""))

    def _namesakes(self, chosen, owners):
        """Groups of keys that were taken for one person. Numbers of single assignments may differ for different
        lessons.
        """
        groups, lessons = {}, {}
        for key, person in chosen.items():
            if person is not None:
                groups.setdefault(person.id, []).append(key)
        for item in self._books.files:
            if item.owner and item.lesson:
                lessons.setdefault(item.owner.own, set()).add(item.lesson)
        for keys in groups.values():
            all_lessons = [lesson for key in keys for lesson in lessons.get(key, ())]
            apart = not any(owners[key].lasting for key in keys) and len(all_lessons) == len(set(all_lessons))
            if len(keys) > 1 and not apart:
                yield keys

    def _person(self, owner):
        """(the person, "") or (None, why it is unclear)."""
        decided = self._decided(owner.label)
        if decided and decided not in ("new", "take"):
            return self._roster.find(decided), ""
        if owner.label == self._alone and not decided:
            return (
                None,
                "all files lie in this one folder, which may be the class's; if it is, unpack and give the folder",
            )
        known = next((person for key in owner.keys if (person := self._roster.by_key(key))), None)
        if known is not None:
            if owner.name and known.forms() and not _is_called(known, owner.name):
                self._books.notes.append(
                    f"{self._roster.calls()(known.id)} is now called {plain(owner.name, 60)} there."
                )
            return known, ""
        if decided == "new" or owner.anonymous:
            return self._new(owner), ""
        same = self._roster.by_name(owner.name) if owner.name else []
        kind = owner.own.split(":")[0]
        if owner.lasting:  # whoever has another number of the same platform is somebody else
            same = [one for one in same if not any(key.startswith(f"{kind}:") for key in one.keys)]
        if len(same) == 1 and (same[0].listed or not owner.lasting):
            return same[0], ""
        if self._roster.listed:
            who = f"; it may be {self._either(same)}" if same else ""
            return None, f"nobody on the roster is known so{who}"
        if len(same) > 1:
            return None, f"it may be {self._either(same)}"
        return self._new(owner), ""

    def _either(self, people):
        return " or ".join(map(self._roster.calls(), (one.id for one in people)))

    def _new(self, owner):
        return self._roster.add(owner.wanted or owner.name or owner.label, names=[owner.name] if owner.name else [])

    def _remember(self, person, owner):
        if owner.own not in person.all_keys():
            person.keys.append(owner.own)
        if owner.name and not _is_called(person, owner.name):
            person.names.append(owner.name)

    def _to(self, item, person, why):
        if person is not None:
            item.student = person.id
        elif self._decided(item.owner.label) == "leave":
            item.action, item.why = "leave", "as was decided"
        elif item.action in ("take", "unclear"):
            ask(item, why, ("STUDENT", "new", "leave"))


def _told_apart(owner):
    """How to know namesakes of a platform whose numbers are of one assignment."""
    return "" if owner.lasting else "; `nncourse roster import` of this assignment's list of marks tells them apart"


def _is_called(person, name):
    own = {key.split(":", 1)[1] for key in person.all_keys()}
    return bool({folded(name), compact(name)} & (person.forms() | own))
