"""Tables as platforms and spreadsheets write them, read whatever their encoding and separator, and changed cell by
cell.

A table that is written again differs from the file in the cells that were set, and in nothing else, byte for byte.
"""

import codecs
import shlex
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from ...course.errors import CourseError

MAX_BYTES = 50_000_000
SEPARATORS = ",;\t|"
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass
class Table:
    """A table of texts; `rows[0]` is the header. `put` changes a cell, `content` is the file with the changes."""

    name: str
    rows: list
    separator: str = ","
    _text: str = ""
    _encoding: str = "utf-8"
    _mark: bytes = b""
    _spans: list = field(default_factory=list)
    _changes: dict = field(default_factory=dict)

    def put(self, row, column, text):
        """Set a cell; what stands beyond the end of its row cannot be set.

        Raises:
            CourseError: the row is too short.
        """
        if column >= len(self.rows[row]):
            raise CourseError(f"{self.name}, row {row + 1}: it has no column {column + 1}; the file is not whole.")
        if self.rows[row][column] != text:
            self._changes[self._spans[row][column]] = text
            self.rows[row][column] = text

    def content(self):
        """The bytes of the file with the cells that were put."""
        pieces, position = [], 0
        for (start, end), text in sorted(self._changes.items()):
            old = self._text[start:end]
            quoted = old.startswith('"') or any(c in text for c in f'"\r\n{self.separator}')
            pieces += [self._text[position:start], '"' + text.replace('"', '""') + '"' if quoted else text]
            position = end
        text = "".join([*pieces, self._text[position:]])
        return self._mark + text.encode(self._encoding)


def read_table(path):
    """The table of a file: CSV, TSV or text of any common encoding and separator.

    Raises:
        CourseError: there is no such file, or it is no table.
    """
    path = Path(path)
    try:
        content = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
    except OSError as error:
        raise CourseError(f"{path} cannot be read ({error.strerror}).") from None
    return table_of(content, path.name)


def table_of(content, name):
    """The table of a file's bytes; see `read_table`."""
    if content[:4] == b"PK\x03\x04" and name.lower().endswith(".zip"):
        raise CourseError(f"{name} is a zip, no table. Hand-ins are taken by `nncourse collect {shlex.quote(name)}`.")
    if content[:4] == b"PK\x03\x04" or content[:4] == b"\xd0\xcf\x11\xe0":
        raise CourseError(
            f'{name} is a workbook. Save it as CSV and give that file: "Save As", type "CSV UTF-8" in Excel, "Text '
            f'CSV" in LibreOffice.'
        )
    text, encoding, mark = _decoded(content)
    if "\0" in text or not text.strip():
        raise CourseError(f"{name} is no table of text.")
    begin = 0
    if text[:4].casefold() == "sep=":  # Excel's own first line
        begin = text.find("\n") + 1
    separator = text[4] if begin else _separator(text)
    rows, spans = _scan(text, begin, separator)
    kept = [i for i, row in enumerate(rows) if any(cell.strip() for cell in row)]
    rows, spans = [rows[i] for i in kept], [spans[i] for i in kept]
    if len(rows[0]) < 2 and len(rows) > 1 and max(map(len, rows)) > 1:
        raise CourseError(
            f"{name}: its first line names one column, and others hold more. The titles of the columns come first, and "
            f'a name with a comma needs quotes: "Ant, Anna".'
        )
    return Table(name, rows, separator, text, encoding, mark, spans)


def _decoded(content):
    for mark, encoding in MARKS:
        if content.startswith(mark):
            try:
                return content[len(mark) :].decode(encoding), encoding, mark
            except UnicodeDecodeError:
                break
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding), encoding, b""
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1"), "latin-1", b""


def _separator(text):
    """The separator that stands most often outside quotes in the first line that holds one."""
    counts, quoted = Counter(), False
    for c in text:
        if c == '"':
            quoted = not quoted
        elif not quoted and c in SEPARATORS:
            counts[c] += 1
        elif not quoted and c in "\r\n" and counts:
            break
    return counts.most_common(1)[0][0] if counts else ","


def _scan(text, position, separator):
    """Rows of cells, and where each cell stands in the text, quotes and all."""
    rows, spans, row, places = [], [], [], []
    end = len(text)
    while position <= end:
        start = position
        if text[position : position + 1] == '"':
            position += 1
            value = []
            while position < end:
                if text[position] == '"':
                    if text[position + 1 : position + 2] != '"':
                        break
                    position += 1
                value.append(text[position])
                position += 1
            position = min(position + 1, end)
            tail = position
            while position < end and text[position] not in f"{separator}\r\n":
                position += 1
            row.append("".join(value) + text[tail:position])
        else:
            while position < end and text[position] not in f"{separator}\r\n":
                position += 1
            row.append(text[start:position])
        places.append((start, position))
        if position < end and text[position] == separator:
            position += 1
            continue
        rows.append(row)
        spans.append(places)
        row, places = [], []
        if position >= end:
            break
        position += 2 if text[position : position + 2] == "\r\n" else 1
        if position >= end:
            break
    return rows, spans
