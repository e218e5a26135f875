"""`grading/report.html`: how many solved each exercise, which misconceptions were met how often, how marks are spread,
and what took longest: what to teach again on Monday.
"""
import html
import statistics
from collections import Counter
from pathlib import Path

from ..checks.check import as_html
from ..files import write_whole
from . import results
from .feedback import STYLE

REPORT_STYLE = """
.bar { display: inline-block; height: .8rem; background: #4a7fa5; border-radius: .15rem; vertical-align: baseline; min-width: 1px }
h3 { font-size: 1rem; margin: 1.4rem 0 .3rem } li { margin: .3rem 0 } body { max-width: 60rem }
"""
BINS = 10
NUMBER = ' class="number"'


class Tally:
    """Counts of one lesson, added result by result, so that a class of any size needs little memory."""

    def __init__(self, outline):
        self._outline = outline
        self.graded = self.failed = self.waiting = 0
        self.exercises = {item["grade_id"]: {"name": item["name"], "max": item["max"], "states": Counter(), "points": 0.0,
                                             "misconceptions": Counter(), "seconds": []}
                          for item in outline if not item["manual"]}  # fmt: skip
        self.shares = []

    def add(self, result):
        if result["state"] == "failed":
            self.failed += 1
            return
        self.graded += 1
        self.waiting += any(item["state"] == "ungraded" for item in result["manual"])
        for entry in result["exercises"]:
            row = self.exercises.get(entry["grade_id"])
            if row:
                row["states"][entry["state"]] += 1
                row["points"] += entry["points"]
                row["misconceptions"].update(entry["misconceptions"])
                row["seconds"].append(entry["seconds"])
        most = sum(entry["max"] for entry in result["exercises"])
        self.shares.append(sum(entry["points"] for entry in result["exercises"]) / most if most else 0.0)


def write_report(root, outlines, hints, seed):
    """Write the page from the recorded results; return its path.

    Args:
        outlines: lesson -> outline of `report.outline`.
        hints: exercise id -> {misconception: hint}, of the lessons whose plans are at hand.
        seed: of the secret cases.
    """
    tallies = {lesson: Tally(outline) for lesson, outline in outlines.items()}
    for lesson, _, result in results.every(root, outlines):
        tallies[lesson].add(result)
    sections = "".join(_section(lesson, tally, hints) for lesson, tally in sorted(tallies.items()))
    page = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Class report</title><style>{STYLE}{REPORT_STYLE}</style></head>
<body><main><h1>Class report</h1><p class="muted">Secret cases drawn from seed {seed}. Replay: nncourse grade --seed {seed}</p>
{sections}</main></body></html>
"""
    path = Path(root) / "grading/report.html"
    write_whole(path, page)
    return path


def _section(lesson, tally, hints):
    head = f"<section><h2>{html.escape(lesson)}</h2><p>{tally.graded} graded, {tally.failed} failed, {tally.waiting} with answers to mark by hand.</p>"
    if not tally.graded:
        return head + "</section>"
    return head + _exercises(tally) + _misconceptions(tally, hints) + _spread(tally) + "</section>"


def _exercises(tally):
    rows = []
    for row in tally.exercises.values():
        solved = row["states"]["right"] / tally.graded
        others = ", ".join(f"{count} {state}" for state, count in row["states"].most_common() if state != "right")
        slow = max(row["seconds"], default=0)
        rows.append(f'<tr><td>{html.escape(row["name"])}</td><td class="number">{solved:.0%}</td><td>{_bar(solved)}</td>'
                    f'<td class="number">{row["points"] / tally.graded:.2g} of {row["max"]:g}</td><td>{others}</td>'
                    f'<td class="number">{statistics.median(row["seconds"] or [0]):.2f} s</td><td class="number">{slow:.2f} s</td></tr>')
    heads = [f'<th scope="col"{kind}>{name}</th>' if name else "<td></td>" for name, kind in
             (("Exercise", ""), ("Solved", NUMBER), ("", ""), ("Mean points", NUMBER), ("Others", ""), ("Median time", NUMBER), ("Slowest", NUMBER))]
    return f"<h3>Exercises</h3><table><thead><tr>{''.join(heads)}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _misconceptions(tally, hints):
    met = [(count, row["name"], name) for row in tally.exercises.values() for name, count in row["misconceptions"].items()]
    if not met:
        return "<h3>Misconceptions</h3><p>None was recognized.</p>"
    lines = [f"<li><strong>{count} × {html.escape(exercise)} · {html.escape(name)}</strong> ({count / tally.graded:.0%})<br>"
             f"<span class=\"muted\">{as_html(hints.get(exercise, {}).get(name, ''))}</span></li>" for count, exercise, name in sorted(met, key=lambda m: (-m[0], m[1:]))]
    return f"<h3>Misconceptions, most frequent first</h3><ol>{''.join(lines)}</ol>"


def _spread(tally):
    counts = Counter(min(int(share * BINS), BINS - 1) for share in tally.shares)
    rows = "".join(f'<tr><td>{100 * i // BINS}–{100 * (i + 1) // BINS} %</td><td class="number">{counts[i]}</td><td>{_bar(counts[i] / tally.graded)}</td></tr>' for i in range(BINS))
    middle = statistics.median(tally.shares)
    return (f"<h3>Marks, without answers in words (median {middle:.0%})</h3><table><thead><tr><th scope=\"col\">Share of points</th>"
            f'<th scope="col" class="number">Students</th><td></td></tr></thead><tbody>{rows}</tbody></table>')


def _bar(share):
    return "" if not share else f'<span class="bar" aria-hidden="true" style="width: {12 * share:.2f}rem"></span>'
