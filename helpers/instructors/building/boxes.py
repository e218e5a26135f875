"""The boxes of a lesson, block quotes with a bold first word: painted by kind in what students open, plain in the
sources.
"""

import re

from ...course.markup import frame
from ...course.notebooks import BOX, BOXES

FRAME = re.compile(r'^<div style="border-left:6px solid rgb[^\n]*>\n\n\S (\*\*.*?)\n\n</div>$', re.M | re.S)


def painted(source):
    """Markdown with a frame of its kind's colour and sign around each box. JupyterLab keeps such a frame."""
    return BOX.sub(_frame, source)


def unpainted(source):
    """The Markdown that `painted` was given."""
    return FRAME.sub(lambda frame: "\n".join(f"> {line}".rstrip() for line in frame[1].split("\n")), source)


def _frame(box):
    kind = BOXES.get(box["kind"])
    if not kind:
        return box[0]
    text = re.sub(r"^> ?", "", box[0], flags=re.M)
    return f'<div style="{frame(kind.colour)};max-width:90ch">\n\n{kind.sign} {text}\n\n</div>'
