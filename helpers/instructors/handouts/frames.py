"""Pre-rendered pictures with a slider: what a handout shows of a widget that needs a kernel."""

import base64
import html
import json

MIME = "application/vnd.nncourse.frames+json"


def frames(title, label, pictures, start=0):
    """The MIME part of a series of pictures; a widget puts it beside its view in `_repr_mimebundle_`.

    Args:
        title: what the series shows, a few words.
        label: what the slider changes, e.g. "epoch".
        pictures: list of (value, image, alt): the slider's value in words, an SVG as text or a PNG as bytes, and what
            the picture shows, which is also read aloud when the slider moves.
        start: index of the picture shown first.

    Returns:
        A dict {MIME: data}.

    Raises:
        ValueError: there is no picture, or one has no alt text.
    """
    made = [{"value": str(value), "image": _address(image), "alt": str(alt).strip()} for value, image, alt in pictures]
    if not made:
        raise ValueError(f"{title}: a series needs at least one picture.")
    for item in made:
        if not item["alt"]:
            raise ValueError(f"{title}: the picture for {label} = {item['value']} has no alt text.")
    return {MIME: {"title": title, "label": label, "frames": made, "start": int(start)}}


def _address(image):
    if isinstance(image, bytes):
        return "data:image/png;base64," + base64.b64encode(image).decode("ascii")
    return "data:image/svg+xml;base64," + base64.b64encode(image.encode("utf-8")).decode("ascii")


def frames_html(data):
    """The series as HTML; page.js moves it. Without JavaScript, and on paper, the first picture stands."""
    first = data["frames"][data["start"]]
    texts = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    name = html.escape(f"{data['title']}: {data['label']}")
    return (
        f'<figure class="frames" data-frames><figcaption>{html.escape(data["title"])}</figcaption>'
        f'<img src="{first["image"]}" alt="{html.escape(first["alt"])}">'
        f"<label>{html.escape(data['label'])} <output>{html.escape(first['value'])}</output> "
        f'<input type="range" min="0" max="{len(data["frames"]) - 1}" value="{data["start"]}" step="1" '
        f'aria-label="{name}" aria-valuetext="{html.escape(first["value"])}" hidden></label>'
        f'<p class="frames-text" role="status">{html.escape(first["alt"])}</p>'
        f'<script type="application/json">{texts}</script></figure>'
    )
