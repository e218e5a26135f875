"""Words that other people chose (names, file names, messages) made fit for terminals, tables and folders. One place
for all.
"""

import os
import re
import shlex
import unicodedata

MAX_ID_BYTES = 200  # a result's file is named after the student, and file names are short
JOINERS = "\u200c\u200d"  # scripts such as Devanagari and Persian spell with them
FORMULA = tuple("=+-@\t\r")
INSIDE = frozenset(" .@+'’-_")


def plain(text, most=1200):
    """Text without control characters, marks that turn the direction of writing, and lone surrogates; not endless."""
    text = str(text)[: 2 * most]
    if not text.isprintable():
        text = text.encode("utf-8", "replace").decode("utf-8")
        text = "".join(c if c.isprintable() or c in JOINERS else " " for c in text)
    return text if len(text) <= most else text[: most - 1] + "…"


def quoted(text):
    """A word of a command as somebody types it into a shell: in quotes that nothing in it ends."""
    return shlex.quote(text) if set(text) & set('"$`\\!') else f'"{text}"'


def some(names, most=40):
    """Names in a row, and how many more there are where they are many."""
    names = list(names)
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def table_cell(value):
    """A value for a CSV file: words are made plain, and a spreadsheet takes none of them for a formula."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, int):
        return value
    text = plain(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def is_student_id(text):
    """True for what may name a student's folder: letters and digits of any script, and . _ @ + ' -
    and spaces inside.
    """
    if not text or text != unicodedata.normalize("NFC", text) or len(text) > 100 or text != text.strip(" "):
        return False
    if len(os.fsencode(text)) > MAX_ID_BYTES or not text[0].isalnum() or text.endswith("."):
        return False
    return all(c.isalnum() or unicodedata.category(c)[0] == "M" or c in INSIDE or c in JOINERS for c in text)


def as_student_id(text):
    """The nearest student id to a text; "" where nothing of it is left."""
    text = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
    kept = "".join(
        c if c.isalnum() or unicodedata.category(c)[0] == "M" or c in INSIDE or c in JOINERS else " " for c in text
    )
    kept = re.sub(" +", " ", kept).strip(" ")
    while kept and not kept[0].isalnum():
        kept = kept[1:]
    while kept and (len(kept) > 100 or len(os.fsencode(kept)) > MAX_ID_BYTES or kept[-1] in " ."):
        kept = kept[:-1]
    return kept


def folded(name):
    """A name for comparing: one way of writing each letter, no case, no commas, single spaces."""
    text = unicodedata.normalize("NFKC", name).casefold().replace(",", " ").replace("_", " ")
    return " ".join(text.split())


def compact(name):
    """A name for comparing where a platform leaves out all but letters and digits."""
    return "".join(c for c in folded(name) if c.isalnum())
