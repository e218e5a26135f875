"""Outputs of code cells: first looked through for what must not reach a reader, then turned into HTML."""

import html

from nbconvert.filters import strip_ansi

from ...checks.check import LIVE
from ...widgets.base import MIME as WIDGET
from ...widgets.base import STILL, handout_mount
from .frames import MIME as FRAMES
from .frames import frames_html
from .pictures import shorter_pictures

VIEW = "application/vnd.jupyter.widget-view+json"
MAY_RAISE = "raises-exception"


def check_outputs(cell, places):
    """Look through a code cell's outputs.

    Raises:
        HandoutError: an error that the cell is not tagged to raise, a warning on stderr, a widget without a state, or
            a picture without alt text.
    """
    for output in cell.outputs:
        if output.output_type == "error" and MAY_RAISE not in cell.metadata.get("tags", []):
            raise places.error(cell, f"this cell stops with {output.ename}: {strip_ansi(output.evalue)}")
        if output.output_type == "stream" and output.name == "stderr" and output.text.strip():
            raise places.error(cell, f"this cell writes to stderr: {_first_line(output.text)}")
        if output.output_type in ("display_data", "execute_result"):
            _check_data(cell, output, places)


def _check_data(cell, output, places):
    data = output.data
    if LIVE in data:
        return
    if FRAMES in data:
        if not data[FRAMES].get("frames"):
            raise places.error(cell, "the series of pictures is empty.")
    elif WIDGET in data:
        if not data[WIDGET].get("state"):
            raise places.error(cell, f"the widget {data[WIDGET].get('widget', '')} is empty.")
    elif VIEW in data:
        raise places.error(
            cell, "this widget has no form for a page without a kernel; use the course's widgets, or frames()."
        )
    elif "text/html" not in data:
        for mime in ("image/svg+xml", "image/png", "image/jpeg"):
            if mime in data and not _alt(output, mime):
                raise places.error(cell, "this picture has no alt text; show it with show(fig, alt=..., caption=...).")


def _alt(output, mime):
    return str(output.metadata.get(mime, {}).get("alt", "") or output.metadata.get("alt", "")).strip()


def _first_line(text):
    lines = [line.strip() for line in strip_ansi(text).splitlines() if line.strip()]
    return lines[0][:200]


def render_outputs(cell, renderer):
    """The HTML of a cell's outputs, and the names of the widgets among them."""
    pieces, widgets = [], []
    for output in cell.outputs:
        if output.output_type == "stream":
            pieces.append(_plain(output.text))
        elif output.output_type == "error":
            pieces.append(_plain(f"{output.ename}: {output.evalue}"))
        else:
            pieces.append(_data(cell, output, renderer))
            if WIDGET in output.data and FRAMES not in output.data:
                widgets.append(output.data[WIDGET]["widget"])
    return shorter_pictures("\n".join(filter(None, pieces))), widgets


def _data(cell, output, renderer):
    data = output.data
    if STILL in data or LIVE in data:
        return ""  # the widget itself follows, or there is nothing to show without a kernel
    if FRAMES in data:
        return frames_html(data[FRAMES])
    if WIDGET in data:
        return f'<div class="widget">{handout_mount(data[WIDGET])}</div>'
    if "text/html" in data and not _is_terminal(data["text/html"]):
        return f'<div class="rich scroll">{renderer.output(data["text/html"])}</div>'
    if "text/markdown" in data:
        return renderer.render_cell(cell, data["text/markdown"])
    for mime in ("image/svg+xml", "image/png", "image/jpeg"):
        if mime in data:
            return _picture(data[mime], mime, _alt(output, mime))
    if "text/latex" in data:
        return renderer.render_cell(cell, data["text/latex"])
    return _plain(data.get("text/plain", ""))


def _is_terminal(text):
    # rich (Keras' summary) copies a terminal with colours of too little contrast; its plain text says the same.
    return text.lstrip().startswith('<pre style="white-space:pre;overflow-x:auto')


def _picture(data, mime, alt):
    if mime == "image/svg+xml":
        import base64

        data = base64.b64encode(data.encode("utf-8")).decode("ascii")
    return f'<img src="data:{mime};base64,{data.strip()}" alt="{html.escape(alt)}">'


def _plain(text):
    text = strip_ansi(text).rstrip()
    # A carriage return goes back to the start of the line, as progress bars do: the last state counts.
    lines = [line.rstrip("\r").rsplit("\r", 1)[-1] for line in text.split("\n")]
    return f'<pre class="printed">{html.escape(chr(10).join(lines))}</pre>' if text else ""
