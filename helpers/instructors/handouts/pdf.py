"""Pages as PDF through Chromium: tagged, with bookmarks, on A4 or Letter."""

import os
import re
import subprocess
import tempfile
from pathlib import Path

from ...course import programs
from ...course.errors import HandoutError
from ...course.files import write_whole
from .text import css_string

PAPERS = {"A4": "A4", "letter": "letter"}
QUIET = [
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
    "--export-tagged-pdf",
    "--window-size=480,900",  # widgets draw themselves as wide as they are on paper
]


def find_chromium():
    """The command of Chromium or Chrome.

    Raises:
        HandoutError: there is none.
    """
    found = programs.chromium()
    if not found:
        raise HandoutError(
            "PDF needs Chromium or Chrome, and none was found: install it (Debian: apt install chromium), or print the "
            "page from a browser."
        )
    return found


SECTIONS = 'symbols: "";'
"""In a page's style: the names in its running head, one for each sheet; none as long as they are unknown."""

SHEET = re.compile(rb"(\d+) 0 obj\n<</Type /Page\n")
BOOKMARK = re.compile(
    rb"(\d+) 0 obj\n<</Title (?:<FEFF([0-9A-F]+)>|\(((?:\\.|[^\\)])*)\))\n/Dest \[(\d+) 0 R[^]]*\]\n/Parent (\d+) 0 R",
    re.S,
)


def sections(pdf):
    """For each sheet of a lesson the section that its running head names: the first to begin there, or the last."""
    marks = {mark[1]: mark for mark in BOOKMARK.finditer(pdf)}
    # Below the title, and not further down.
    parts = [marks[n] for n in sorted(marks, key=int) if (up := marks.get(marks[n][5])) and up[5] not in marks]
    found, last = [], ""
    for sheet in SHEET.findall(pdf):
        begun = [_words(part[2], part[3]) for part in parts if part[4] == sheet]
        found.append(begun[0] if begun else last)
        last = begun[-1] if begun else last
    return found


def _words(coded, plain):
    """A PDF's string: UTF-16 in hexadecimal digits, or letters in brackets."""
    if coded:
        return bytes.fromhex(coded.decode()).decode("utf-16-be")
    return re.sub(rb"\\(.)", rb"\1", plain).decode("latin-1")


def make_pdf(page, paper="A4", answers="end", timeout=120):
    """Write the PDF of an HTML file beside it; return its path. An up-to-date one stays.

    `answers` says where a student's page has what is folded on the screen: "end", or "none" to leave it out.

    Raises:
        HandoutError: Chromium is missing or failed.
        HandoutError: the paper is unknown.
    """
    if paper not in PAPERS:
        raise HandoutError(f"There is no paper {paper!r}; there are {', '.join(PAPERS)}.")
    page = Path(page)
    name = page.stem + ("" if paper == "A4" else f"-{paper}") + ("" if answers == "end" else "-without-answers")
    target = page.with_name(f"{name}.pdf")
    if target.is_file() and target.stat().st_mtime >= page.stat().st_mtime:
        return target
    chromium = find_chromium()
    with tempfile.TemporaryDirectory(prefix="nncourse-pdf-") as folder:
        copy, made = Path(folder) / "page.html", Path(folder) / "page.pdf"
        text = page.read_text("utf-8").replace("@page { size: A4 ", f"@page {{ size: {PAPERS[paper]} ")
        text = text.replace('<body class="student"', f'<body class="student" data-answers="{answers}"', 1)
        sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        command = [
            chromium,
            *QUIET,
            *sandbox,
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={made}",
            copy.as_uri(),
        ]
        # Chromium tells a running head no section: the first print says where each begins.
        for _ in range(2):
            copy.write_text(text, "utf-8")
            made.unlink(missing_ok=True)
            try:
                done = subprocess.run(command, capture_output=True, text=True, timeout=timeout)
            except subprocess.TimeoutExpired:
                raise HandoutError(f"{page.name}: Chromium did not finish the PDF in {timeout} s.") from None
            if not made.is_file():
                why = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
                raise HandoutError(f"{page.name}: Chromium made no PDF: {why}")
            names = (css_string(f" · {name}" if name else "") for name in sections(made.read_bytes()))
            text = text.replace(SECTIONS, SECTIONS.replace('""', " ".join(f'"{name}"' for name in names)))
        write_whole(target, made.read_bytes())
    return target
