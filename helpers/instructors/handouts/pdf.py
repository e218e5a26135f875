"""Pages as PDF through Chromium: tagged, with bookmarks, on A4 or Letter."""

import os
import subprocess
import tempfile
from pathlib import Path

from ...course import programs
from ...course.errors import HandoutError
from ...course.files import write_whole

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
        copy.write_text(text, "utf-8")
        sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        command = [
            chromium,
            *QUIET,
            *sandbox,
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={made}",
            copy.as_uri(),
        ]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=timeout)
        except subprocess.TimeoutExpired:
            raise HandoutError(f"{page.name}: Chromium did not finish the PDF in {timeout} s.") from None
        if not made.is_file():
            raise HandoutError(
                f"{page.name}: Chromium made no PDF: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}"
            )
        write_whole(target, made.read_bytes())
    return target
