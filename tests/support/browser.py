"""A real JupyterLab and pages from disk in headless Chromium, for tests.

with chromium() as browser, jupyter_lab(folder) as lab, lab.open(browser, "lesson.ipynb") as notebook:
    notebook.run_all()
    notebook.outputs()          # one list of nbformat outputs per code cell
    notebook.page               # the Playwright page
    assert notebook.problems == []

with chromium() as browser, offline_page(browser, path) as page: ...
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from helpers.course import programs

ROOT = Path(__file__).resolve().parents[2]

CHROMIUM = programs.chromium()
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
]


UNTHROTTLED = ("--disable-frame-rate-limit", "--disable-gpu-vsync")
"""For `chromium`: frames as soon as they are ready, not sixty times a second."""


@contextmanager
def chromium(*more_arguments):
    """A headless Chromium: the system's own if there is one, else Playwright's."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*CHROMIUM_ARGUMENTS, *more_arguments])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def new_page(browser, *, width=1200, height=900, dark=False, calm=False, offline=False, touch=False):
    """A page in a context of its own; what it logs as error goes to ``page.problems``, requests to ``page.requests``."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce" if calm else "no-preference",
        offline=offline,
        has_touch=touch,
    )
    page = context.new_page()
    page.problems, page.requests = [], []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on(
        "console", lambda line: line.type == "error" and page.problems.append(f"{line.text} ({line.location['url']})")
    )
    page.on("request", lambda request: page.requests.append(request.url))
    try:
        yield page
    finally:
        context.close()


@contextmanager
def offline_page(browser, path, **options):
    """The HTML file opened from disk without any network."""
    with new_page(browser, offline=True, **options) as page:
        page.goto(Path(path).resolve().as_uri())
        yield page


@contextmanager
def jupyter_lab(folder, *, dark=False, environment=None):
    """A JupyterLab server on ``folder`` with settings of its own; yields a ``Lab``."""
    home = Path(tempfile.mkdtemp(prefix="lab-"))
    _write_settings(home / "settings", dark)
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "run"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
        **(environment or {}),
    }
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"),
        *("--ServerApp.port_retries=0", "--IdentityProvider.token=", f"--ServerApp.root_dir={folder}"),
        *("--LabApp.expose_app_in_browser=True", "--LabApp.news_url="),
    ]
    log = home / "log.txt"
    with log.open("w") as stream:
        server = subprocess.Popen(command, cwd=folder, env=env, stdout=stream, stderr=subprocess.STDOUT)
        try:
            _wait_for_server(url, server, log)
            yield Lab(url, log)
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
            shutil.rmtree(home, ignore_errors=True)


@dataclass
class Lab:
    """A running server; ``open`` shows one of its notebooks."""

    url: str
    log: Path

    @contextmanager
    def open(self, browser, notebook, **page_options):
        """The notebook (path inside the folder) in a fresh workspace, its kernel started; yields a ``Notebook``."""
        with new_page(browser, **page_options) as page:
            page.goto(f"{self.url}/lab/workspaces/{uuid.uuid4().hex}/tree/{notebook}")
            page.wait_for_function(f"() => {NOTEBOOK} && {NOTEBOOK}.content.widgets.length > 0", timeout=90_000)
            page.wait_for_function(f"() => {KERNEL}?.status === 'idle'", timeout=90_000)
            # The files' panel only takes room from the notebook.
            page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
            yield Notebook(page)


NOTEBOOK = "window.jupyterapp?.shell?.currentWidget?.content?.model && window.jupyterapp.shell.currentWidget"
NOTEBOOK = f"({NOTEBOOK})"
KERNEL = f"{NOTEBOOK}?.sessionContext?.session?.kernel"
CODE_CELLS = f"{NOTEBOOK}.content.widgets.map(w => w.model).filter(m => m.type === 'code')"


@dataclass
class Notebook:
    """A notebook open in JupyterLab."""

    page: object
    _ignored: tuple = field(default=("favicon",))

    @property
    def problems(self) -> list[str]:
        """Errors that the page logged."""
        return [line for line in self.page.problems if not any(word in line for word in self._ignored)]

    def run_all(self, timeout=120) -> None:
        """Run every cell and wait until all have run; raises AssertionError with the cell that did not."""
        deadline = time.monotonic() + timeout
        self._command("notebook:run-all-cells")
        asked = time.monotonic()
        while True:
            counts = self.page.evaluate(f"() => {CODE_CELLS}.map(m => [m.sharedModel.source.trim(), m.executionCount])")
            waiting = [source for source, count in counts if source and not count]
            if not waiting and self.page.evaluate(f"() => {KERNEL}.status") == "idle":
                return
            nothing_ran = all(count is None for _, count in counts)
            # "Run all" right after the kernel turned idle sometimes does nothing: ask again.
            if nothing_ran and time.monotonic() - asked > 6 and self.page.evaluate(f"() => {KERNEL}.status") == "idle":
                self._command("notebook:run-all-cells")
                asked = time.monotonic()
            assert time.monotonic() < deadline, f"not run within {timeout} s: {waiting[:1]}"
            self.page.wait_for_timeout(100)

    def run_cell(self, index, timeout=60) -> list[dict]:
        """Run the code cell with that index (code cells only) again and return its outputs."""
        before = self.page.evaluate(f"() => {CODE_CELLS}[{index}].executionCount")
        self.page.evaluate(
            f"""() => {{
                const content = {NOTEBOOK}.content;
                content.activeCellIndex = content.widgets.findIndex(w => w.model === {CODE_CELLS}[{index}]);
                content.deselectAll();
            }}"""
        )
        self._command("notebook:run-cell")
        self.page.wait_for_function(
            f"""(before) => {{
                const count = {CODE_CELLS}[{index}].executionCount;
                return count !== null && count !== before && {KERNEL}.status === 'idle';
            }}""",
            arg=before,
            timeout=timeout * 1000,
        )
        return self.output(index)

    def set_source(self, index, source) -> None:
        """Replace the text of a code cell."""
        self.page.evaluate(f"(source) => {CODE_CELLS}[{index}].sharedModel.setSource(source)", source)

    def outputs(self) -> list[list[dict]]:
        """The outputs of every code cell, as nbformat has them."""
        return json.loads(self.page.evaluate(f"() => JSON.stringify({CODE_CELLS}.map(m => m.outputs.toJSON()))"))

    def output(self, index) -> list[dict]:
        """The outputs of one code cell; all of a lesson's are megabytes of pictures."""
        return json.loads(self.page.evaluate(f"() => JSON.stringify({CODE_CELLS}[{index}].outputs.toJSON())"))

    def text(self, index) -> str:
        """What a code cell printed, its plain results, and its errors, joined."""
        parts = []
        for output in self.output(index):
            parts.append(output.get("text") or output.get("data", {}).get("text/plain") or output.get("evalue") or "")
        return "".join("".join(part) for part in parts)

    def errors(self) -> list[str]:
        """Exceptions in the outputs, as "Name: message"."""
        flat = [output for cell in self.outputs() for output in cell]
        return [f"{o['ename']}: {o['evalue']}" for o in flat if o["output_type"] == "error"]

    def _command(self, name) -> None:
        # Not awaited: the command's promise ends only when the last cell has run.
        self.page.evaluate(f"() => {{ window.jupyterapp.commands.execute('{name}'); }}")


def _write_settings(folder: Path, dark: bool) -> None:
    settings = {
        "notification": {"fetchNews": "false", "checkForUpdates": False},
        "themes": {"theme": "JupyterLab Dark" if dark else "JupyterLab Light"},
    }
    place = folder / "@jupyterlab" / "apputils-extension"
    place.mkdir(parents=True)
    for name, values in settings.items():
        (place / f"{name}.jupyterlab-settings").write_text(json.dumps(values))


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _wait_for_server(url, server, log, timeout=90) -> None:
    deadline = time.monotonic() + timeout
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline and server.poll() is None:
        try:
            opener.open(f"{url}/api/status", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text()[-3000:]}")


# -- what tests of pages ask -----------------------------------------------------------------------------------

WATCH = """() => {
    const alt = document.querySelector('svg[data-name="plane"]');
    window.painted = [];
    window.changed = [];
    window.shown = [];
    let pressed = 0;
    for (const moved of ['keydown', 'pointermove']) document.addEventListener(moved, (event) => { pressed = event.timeStamp; }, { capture: true });
    window.watching?.disconnect();
    window.watching = new MutationObserver(() => {
        window.painted.push(alt.getAttribute('aria-label'));
        window.changed.push(performance.now() - pressed);
        const from = pressed;
        requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => window.shown.push(performance.now() - from);
            channel.port2.postMessage(0);
        });
    });
    window.watching.observe(alt, { attributes: true, attributeFilter: ['aria-label'] });
}"""
OUTSIDE = """() => [...document.querySelectorAll('body *')]
    .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('pre, .scroll, .formula, .long, .hidden-text, .skip, .nnw-sr'))
    .map((e) => e.outerHTML.slice(0, 120))"""


def press_through(page, key, times, record_property=lambda name, value: None):
    """Press a key several times, as fast as a person who holds it; report the time per key in milliseconds."""
    page.evaluate(WATCH)
    for _ in range(times):
        page.keyboard.press(key)
        page.wait_for_timeout(34)
    for name, meaning in (("changed", "key to picture"), ("shown", "key to painted frame")):
        times_taken = page.evaluate(f"() => window.{name}")
        p95 = statistics.quantiles(times_taken, n=20)[-1]
        told = f"median {statistics.median(times_taken):.1f} ms, p95 {p95:.1f} ms"
        print(f"{meaning}: {told}")
        record_property(meaning, told)
    return page.evaluate("() => window.painted")


def fetched(page):
    """The addresses that a page asked for, without itself and what lies in it."""
    return [address for address in page.requests if not address.startswith(("data:", "blob:"))][1:]
