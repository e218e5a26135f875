"""Fingerprints of code and of words: runs of tokens in which names, comments and layout play no part.

Winnowing, as in MOSS: of every window of neighbouring runs the one with the least hash is kept, so that whatever two
texts share over `RUN + WINDOW - 1` tokens is found wherever it stands (Schleimer, Wilkerson and Aiken, "Winnowing:
local algorithms for document fingerprinting", SIGMOD 2003). Whole lines of code are fingerprints, too: they stay the
same wherever they were moved.
"""

import functools
import keyword
import re
import zlib
from dataclasses import dataclass

RUN = {"code": 8, "words": 5}  # tokens
WINDOW = 4  # runs
LINE = 5  # tokens; shorter lines are everybody's
LONGEST = 20_000  # letters of a cell; a person writes a tenth of that
WORD = re.compile(r"\w+")
# Python's tokens, also of what is no Python; a string that never ends goes to the end, so each letter is read once.
CODE = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
    | (?P<doc>^[ \t]*(?:[\"]{3}(?:[^\\]|\\.)*?(?:[\"]{3}|\Z) | '{3}(?:[^\\]|\\.)*?(?:'{3}|\Z)))
    | (?P<string>\b[rbfu]{1,2}(?=["'])(?&quoted) | (?&quoted))
    """.replace(
        "(?&quoted)",
        r"""(?:[\"]{3}(?:[^\\]|\\.)*?(?:[\"]{3}|\Z) | '{3}(?:[^\\]|\\.)*?(?:'{3}|\Z)
        | "(?:[^"\\\n]|\\.)*"? | '(?:[^'\\\n]|\\.)*'?)""",
    )
    + r"""
    | (?P<number>\d[\d_]*\.?\d*(?:e[+-]?\d+)? | \.\d+)
    | (?P<name>[^\W\d]\w*)
    | (?P<sign>\*\*|//|[=!<>+*/@-]=|->|[^\s\\])
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True)
class Print:
    """One fingerprint and where in its text it stands."""

    word: int
    start: int
    end: int


@functools.lru_cache(maxsize=8192)
def fingerprints(kind, text):
    """The fingerprints of a cell, as a tuple of `Print`; shared between cells of the same text.

    Args:
        kind: "code" or "words".
        text: of the cell; Python need not be valid.
    """
    found = list(_tokens(kind, text))
    runs = list(_winnowed(found, RUN[kind], kind))
    return tuple(runs + [_print("line", line) for line in _lines(found, text)] if kind == "code" else runs)


def normalized(kind, text):
    """A cell's text as what is compared of it: equal for two cells that differ in names, comments and layout alone."""
    return tuple(token for token, _, _ in _tokens(kind, text))


def _tokens(kind, text):
    text = text[:LONGEST]
    return _code(text) if kind == "code" else ((w[0].casefold(), w.start(), w.end()) for w in WORD.finditer(text))


def _code(text):
    """(token, start, end) of Python code. A variable is a variable, whatever it is called; what is called or follows a
    dot keeps its name, unless the text itself defines it.
    """
    raw = [(found.lastgroup, found) for found in CODE.finditer(text) if found.lastgroup not in ("comment", "doc")]
    words = [found[0] for _, found in raw]
    own = {name for before, name in zip(words, words[1:]) if before == "def"}
    for i, (kind, found) in enumerate(raw):
        word = words[i]
        if kind == "name" and not keyword.iskeyword(word):
            called = words[i + 1 : i + 2] == ["("] and word not in own
            word = word if called or words[i - 1 : i] == ["."] else "v"
        elif kind == "string":
            word = "s"
        elif kind == "number":
            word = _number(word)
        yield word, found.start(), found.end()


def _number(word):
    try:
        return f"{float(word.replace('_', '')):g}"
    except ValueError:
        return word


def _print(kind, tokens):
    text = "\x1f".join([kind, *(token for token, _, _ in tokens)])
    return Print(zlib.crc32(text.encode("utf-8", "replace")), tokens[0][1], tokens[-1][2])


def _winnowed(tokens, run, kind):
    """The least of every window of runs; of several least ones the last."""
    runs = [_print(kind, tokens[i : i + run]) for i in range(len(tokens) - run + 1)]
    last = None
    for left in range(max(1, len(runs) - WINDOW + 1) if runs else 0):
        least = min(reversed(runs[left : left + WINDOW]), key=lambda found: found.word)
        if least is not last:
            last = least
            yield least


def _lines(tokens, text):
    """The logical lines of code, brackets joining what is broken, that are long enough to be somebody's."""
    line, depth = [], 0
    for token in tokens:
        if line and depth <= 0 and "\n" in text[line[-1][2] : token[1]]:
            if len(line) >= LINE:
                yield line
            line, depth = [], 0
        line.append(token)
        depth += (token[0] in "([{") - (token[0] in ")]}")
    if len(line) >= LINE:
        yield line
