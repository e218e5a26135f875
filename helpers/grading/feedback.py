"""A student's feedback page: one file, no scripts, nothing fetched; the hint for each lost mark, no hidden case."""
import functools
import html
import re

STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --soft: #f4f4f0; --line: #d0d0c8; --muted: #55554f; --link: #1f5f8b }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e6e1; --paper: #1c1d20; --soft: #26282c; --line: #45474d; --muted: #b5b3ad; --link: #8cc4ec } }
body { font: 1rem/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 50rem; margin: 0 auto; padding: 1.5rem }
h1 { font-size: 1.6rem; line-height: 1.25; margin-bottom: .2rem } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem } a { color: var(--link) }
.muted { color: var(--muted) } table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line) }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: .3rem; padding: .7rem; overflow-x: auto; font-size: .9rem; line-height: 1.4 }
blockquote { border-left: 4px solid var(--line); margin: .5rem 0; padding: .2rem 1rem; white-space: pre-wrap }
.total { font-size: 1.2rem; font-weight: 600 }
@media (prefers-color-scheme: dark) { .nn-report { color: var(--ink) !important; background: var(--soft) !important } }
@media print { body { max-width: none; padding: 0 } pre { white-space: pre-wrap } }
"""
LIGHT_CODE = {"k": "#7b2d8b", "s": "#1b6e3c", "c": "#6a6a62", "n": "#8b3a1f"}


def page(notebook, about):
    """The page of one graded notebook.

    Args:
        notebook: autograded, with "score", "points" and "comment" in its nbgrader metadata as `GetGrades` puts them.
            A score of None waits for a person.
        about: {"student", "assignment", "score", "max_score", "late_penalty"}.
    """
    title = f"{lesson_title(notebook) or about['assignment']} · feedback"
    rows, sections, open_ = [], [], 0
    for i, cell in enumerate(notebook.cells):
        data = cell.metadata.get("nbgrader", {})
        if not data.get("grade"):
            continue
        name = data["grade_id"].removeprefix("check-")
        waiting = cell.cell_type == "markdown" and data.get("score") is None
        open_ += waiting
        score = "not marked yet" if waiting else f"{data.get('score') or 0:g}"
        rows.append(f'<tr><td><a href="#{_id(name)}">{html.escape(name)}</a></td><td class="number">{score}</td>'
                    f'<td class="number">{data["points"]:g}</td></tr>')
        inner = _words(cell, data) if data.get("solution") else _code(notebook.cells, i, name)
        sections.append(f'<section><h2 id="{_id(name)}">{html.escape(name)} · {score} of {data["points"]:g}</h2>{inner}</section>')
    penalty = about.get("late_penalty")
    late = f"<p>Late hand-in: {penalty:g} {'point' if penalty == 1 else 'points'} taken off.</p>" if penalty else ""
    later = f'<p class="muted">{open_} {"answer is" if open_ == 1 else "answers are"} not marked yet; the total may grow.</p>' if open_ else ""
    return _frame(title, about, f"""<p class="total">{about["score"]:g} of {about["max_score"]:g} points</p>{later}{late}
<table><thead><tr><th scope="col">Exercise</th><th scope="col" class="number">Points</th><th scope="col" class="number">of</th></tr></thead>
<tbody>{"".join(rows)}</tbody></table>
{"".join(sections)}""")


def failed_page(about, reason):
    """The page of a submission that could not be graded."""
    return _frame(f"{about['assignment']} · feedback", about,
                  f'<p class="total">Not graded</p><p>{html.escape(reason)}</p><p>Mend it and hand in again.</p>')


def _frame(title, about, body):
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title><style>{STYLE}{_code_style()}</style></head>
<body><main><h1>{html.escape(title)}</h1>
<p class="muted">{html.escape(about["student"])}</p>
{body}</main></body></html>
"""


def lesson_title(notebook):
    """The lesson's first heading."""
    for cell in notebook.cells[:5]:
        found = re.match(r"#\s+(.+)", cell.source) if cell.cell_type == "markdown" else None
        if found:
            return found[1].strip()
    return ""


def _code(cells, i, name):
    """The note of a check, and the student's own code above it."""
    note = "".join(out.data["text/html"] for out in cells[i].get("outputs", []) if "text/html" in out.get("data", {}))
    own = next((c for c in reversed(cells[:i]) if c.metadata.get("nbgrader", {}).get("grade_id") == name), None)
    comment = _comment(own.metadata.nbgrader) if own is not None else ""
    return note + comment + (_highlighted(own.source) if own is not None and own.source.strip() else "")


def _words(cell, data):
    """An answer in words, as it was written, and the marker's comment."""
    return f"<blockquote>{html.escape(cell.source)}</blockquote>{_comment(data)}"


def _comment(data):
    comment = data.get("comment")
    return f"<p><strong>Comment:</strong> {html.escape(comment)}</p>" if comment else ""


def _id(name):
    return "exercise-" + re.sub(r"[^\w-]", "-", name)


@functools.lru_cache(maxsize=1)
def _formatter():
    from pygments.formatters import HtmlFormatter

    return HtmlFormatter(nowrap=True)


def _highlighted(source):
    from pygments import highlight
    from pygments.lexers import PythonLexer

    return f"<pre><code>{highlight(source[:20_000], PythonLexer(), _formatter())}</code></pre>"


def _code_style():
    """Four colours that pass contrast on light paper; on dark paper code stays in the colour of the text."""
    groups = {"k": ".k, .kn, .kc, .ow", "s": ".s, .s1, .s2, .sd", "c": ".c, .c1", "n": ".nf, .nb, .mi, .mf"}
    rules = "".join(f"{names} {{ color: {LIGHT_CODE[key]} }}" for key, names in groups.items())
    return f"@media (prefers-color-scheme: light) {{ {rules} }}"
