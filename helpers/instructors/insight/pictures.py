"""Pictures of the class report: drawn as SVG in the page's own colours, each with words for those who cannot see it."""

from jinja2.utils import markupsafe

from ...course.colours import GREEN, ORANGE, PURPLE, RED, YELLOW

WIDTH, HEIGHT, EDGE = 640, 300, 44
PATTERNS = (GREEN, YELLOW, ORANGE, PURPLE, "#8a8a84")  # told by order and by the table below, too


def scatter(points, little):
    """Items by how hard they are (across) and how well they tell who knows the lesson (up).

    Args:
        points: list of (number, mean share, discrimination).
        little: the discrimination below which an item tells little.
    """
    low = min([-0.2, *(value for _, _, value in points)])

    def x(share):
        return EDGE + share * (WIDTH - EDGE - 20)

    def y(value):
        return 16 + (1 - value) / (1 - low) * (HEIGHT - EDGE - 16)

    parts = [_box(x(0), y(little), x(1) - x(0), y(low) - y(little), f'fill="{RED}" fill-opacity="0.12"')]
    parts += [_line(x(0), y(value), x(1), y(value)) for value in (0, 0.2, 0.4, 0.6, 0.8, 1)]
    parts += [_text(x(0) - 6, y(value) + 4, f"{value:g}", "end") for value in (0, 0.2, 0.4, 0.6, 0.8, 1)]
    parts += [_text(x(share), HEIGHT - 24, f"{share:.0%}", "middle") for share in (0, 0.25, 0.5, 0.75, 1)]
    parts.append(_text((x(0) + x(1)) / 2, HEIGHT - 6, "mean share of the points", "middle"))
    parts.append(_text(x(0) + 6, y(low) - 6, "tells little", "start"))
    for number, share, value in points:
        parts.append(f'<circle cx="{x(share):.1f}" cy="{y(value):.1f}" r="4" fill="currentColor"/>')
        parts.append(_text(x(share) + 7, y(value) + 4, str(number), "start"))
    flat = [str(number) for number, _, value in points if value < little]
    words = f"{len(points)} items, by how hard they are and how well they tell who knows the lesson. "
    words += f"Below the line of {little:g}: {', '.join(flat)}." if flat else f"None lies below the line of {little:g}."
    return _svg(parts, HEIGHT, words)


def stacked(rows, kinds, words):
    """Bars of shares that add up to 1, one for each lesson.

    Args:
        rows: list of (label, [share of each kind]).
        kinds: names of the shares, in order.
        words: what the picture shows.
    """
    step, top = 26, 26
    parts = [
        _box(10 + 126 * i, 4, 12, 12, f'fill="{PATTERNS[i]}"') + _text(27 + 126 * i, 14, kind, "start")
        for i, kind in enumerate(kinds)
    ]
    for i, (label, shares) in enumerate(rows):
        parts.append(_text(100, top + i * step + 14, label, "end"))
        at = 110.0
        for k, share in enumerate(shares):
            wide = share * (WIDTH - 130)
            if wide:
                parts.append(_box(at, top + i * step, wide, step - 8, f'fill="{PATTERNS[k]}" stroke="var(--paper)"'))
            at += wide
    return _svg(parts, top + step * len(rows) + 6, words)


def _svg(parts, height, words):
    told = markupsafe.escape(words)
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    style = 'style="max-width:100%;height:auto;color:var(--ink)"'
    return markupsafe.Markup(f'<svg {size} {style} role="img" aria-label="{told}">{"".join(parts)}</svg>')


def _box(x, y, wide, high, style):
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" {style}/>'


def _line(x1, y1, x2, y2):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="var(--line)"/>'


def _text(x, y, words, anchor):
    told = markupsafe.escape(words)
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="12" text-anchor="{anchor}" fill="currentColor">{told}</text>'
