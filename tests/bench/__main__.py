"""Measure the course against its bars and its peers on this machine, and print the table as Markdown: `make bench`.

    python tests/bench [PART ...] [--write]

Parts: setup, imports, bank, strangers, widgets, handouts, lessons, grading, memory, crowd, similarity, battery (default: all). Ours and the peer are measured in one run, on the same
input. `--write` puts the rows into docs/measured.md, between its markers. A loaded machine changes seconds, and ratios much
less; so each row names the load under which it was measured.
"""

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/measured.md"
BEGIN, END = "<!-- bench -->", "<!-- /bench -->"
HEAD = "| what | bar | ours | peer | load |\n|---|---|---|---|---|\n"


@dataclass
class Row:
    """One line of the table: what was measured, its bar, our figure, the peer's with its name."""

    what: str
    bar: str
    ours: str
    peer: str = "–"
    load: str = ""

    def __str__(self):
        return f"| {self.what} | {self.bar} | {self.ours} | {self.peer} | {self.load} |"


def load():
    """Processes that want to run, for each processor, over the last minute; "?" where the system does not tell."""
    return f"{os.getloadavg()[0] / os.cpu_count():.1f}" if hasattr(os, "getloadavg") else "?"


def merged(text, rows):
    """The page's text with the rows in its table; rows that were not measured now stay, in their places."""
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise SystemExit(f"{PAGE.name} needs one {BEGIN} and one {END}, around the table of figures.")
    before, rest = text.split(BEGIN)
    old, after = rest.split(END)
    lines = {line.split(" | ")[0]: line for line in re.findall(r"^\| .*", old, re.M)[1:]}
    lines |= {str(row).split(" | ")[0]: str(row) for row in rows}
    return before + BEGIN + "\n" + HEAD + "\n".join(lines.values()) + "\n" + END + after


def main(words):
    """Run the parts that are named, print their rows, and write them if asked."""
    import parts

    wanted = [word for word in words if word != "--write"] or list(parts.PARTS)
    unknown = sorted(set(wanted) - set(parts.PARTS))
    if unknown:
        raise SystemExit(f"There is no part {unknown[0]}. The parts are: {', '.join(parts.PARTS)}.")
    rows = []
    for name in wanted:
        print(f"{name} …", file=sys.stderr, flush=True)
        busy = load()
        for row in parts.PARTS[name]():
            row.load = busy
            rows.append(row)
            print(row, file=sys.stderr, flush=True)
            if "--write" in words:  # at once: a long run that is stopped keeps what it has measured
                PAGE.write_text(merged(PAGE.read_text("utf-8"), [row]), "utf-8")
    print(HEAD + "\n".join(map(str, rows)))


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tests/support"), str(Path(__file__).parent)]
    os.environ["PATH"] = str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"]
    sys.modules["bench"] = sys.modules["__main__"]
    main(sys.argv[1:])
