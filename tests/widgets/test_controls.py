"""Every control and handle of every widget, moved by mouse, finger and keys, in JupyterLab and in a page from disk.

Widgets are found by themselves: a new name in `helpers/widgets/__init__.py` is moved from then on. What must hold of each
move is said in `widget_moves.py`.
"""

import json
import re

import nbformat
import pytest
from browser import chromium, jupyter_lab, offline_page
from nbconvert import HTMLExporter
from system import needs
from widget_moves import SCREEN, look, moved
from widget_samples import CLASSES, MINIMAL, made

from helpers.widgets import BackpropStepper, base

pytestmark = needs("chromium")

# Training with TensorFlow in the kernel has a test of its own.
LAB_ONLY = {"TransferLab": {"hide": ["run", "stop"]}}


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def handout(tmp_path_factory):
    """One page with all widgets."""
    parts = [made(cls)._repr_mimebundle_()[0][base.MIME] for cls in CLASSES]
    body = "".join(base.handout_mount(part) for part in parts) + base.handout_parts(part["widget"] for part in parts)
    path = tmp_path_factory.mktemp("handout") / "page.html"
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Widgets</title>'
    path.write_text(
        f'<!doctype html><html lang="en"><head>{head}</head><body><main>{body}</main></body></html>', encoding="utf-8"
    )
    return path


def complaints_of(page, roots, **how):
    """{widget: complaints}, of those that have any; how it went on after errors on the page, too."""
    found = {}
    for name, root in roots:
        lines = [*dict.fromkeys(moved(page, root, **how)), *page.problems]
        page.problems.clear()
        if lines:
            found[name] = lines
    return found


def on_page(page):
    page.locator(".nnw").nth(len(CLASSES) - 1).wait_for()
    page.wait_for_timeout(200)  # pictures get their width
    return [(cls.__name__, page.locator(".nnw").nth(i)) for i, cls in enumerate(CLASSES)]


def test_mouse_and_keys_move_everything_in_a_handout(browser, handout, pytestconfig):
    """The first circle moves each control once."""
    with offline_page(browser, handout) as page:
        assert complaints_of(page, on_page(page), quick=pytestconfig.option.first_circle) == {}
        for name, root in on_page(page):
            start = json.loads(look(root)["state"])
            root.get_by_role("button", name="Reset all").click()
            after = json.loads(look(root)["state"])
            assert after == root.evaluate("e => e.start()") | {key: start[key] for key in start if key == "view"}, name


@pytest.mark.slow
def test_a_thumb_moves_everything_on_a_phone(browser, handout):
    with offline_page(browser, handout, width=390, height=844, touch=True) as page:
        assert complaints_of(page, on_page(page), touch=True) == {}


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844), (720, 450)])  # 720 × 450: 1440 × 900 at 200 %
def test_cause_and_effect_are_on_one_screen_in_a_handout(browser, handout, width, height):
    with offline_page(browser, handout, width=width, height=height) as page:
        found = {name: lines for name, root in on_page(page) if (lines := root.evaluate(SCREEN))}
        assert found == {}


# Scrolls until the picture of a column stays in view, and names controls that show beside it.
BESIDE = """(root) => {
    const stage = [...root.querySelectorAll('.nnw-columns .nnw-stage')].find((e) => e.checkVisibility());
    if (!stage) return [];
    stage.scrollIntoView();
    const found = new Set();
    for (let y = 0; y < 240; y += 16) {
        scrollBy(0, 16);
        const { right, top, bottom } = stage.getBoundingClientRect();
        for (let x = right + 2; x < root.getBoundingClientRect().right - 20; x += 12)
            for (let at = top + 8; at < bottom - 8; at += 12) {
                const shown = document.elementFromPoint(x, at)?.closest('button, input, select, label, summary');
                if (shown) found.add(shown.ariaLabel ?? shown.innerText ?? shown.localName);
            }
    }
    return [...found];
}"""


def test_no_control_shows_beside_the_picture_behind_which_it_passes(browser, handout):
    with offline_page(browser, handout, width=660, height=700) as page:
        found = {name: lines for name, root in on_page(page) if (lines := root.evaluate(BESIDE))}
        assert found == {}


# Of two columns, while the page scrolls past them: what lies upon something of its own side, or is cut off by it.
UPON = """(root) => {
    const found = new Set();
    root.scrollIntoView();
    for (let y = 0; y < root.offsetHeight; y += 80) {
        for (const side of root.querySelectorAll('.nnw-columns > .nnw-right')) {
            if (!side.checkVisibility() || getComputedStyle(side.parentElement).display !== 'grid') continue;
            const parts = [...side.children].filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect());
            parts.slice(1).forEach((box, i) => box.top < parts[i].bottom - 1 && found.add(`part ${i + 2} passes behind part ${i + 1}`));
        }
        scrollBy(0, 80);
    }
    return [...found];
}"""


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768)])
def test_in_two_columns_no_picture_covers_another(browser, handout, width, height):
    with offline_page(browser, handout, width=width, height=height) as page:
        found = {name: lines for name, root in on_page(page) if (lines := root.evaluate(UPON))}
        assert found == {}


# Words of a picture that the ring of a handle touches, but its own name and its own number.
RINGS = r"""async (root) => {
    const found = [];
    const tabs = [...root.querySelectorAll('[role=tab]')];
    for (const tab of tabs.length ? tabs : [null]) {
        tab?.click();
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        for (const e of root.querySelectorAll('.nnw-handle[role=slider]:not(.nnw-area, .nnw-pill, .nnw-many)')) {
            if (!e.checkVisibility()) continue;
            const ring = e.getBoundingClientRect();
            const [x, y, radius] = [(ring.left + ring.right) / 2, (ring.top + ring.bottom) / 2, ring.width / 2 - 6];
            for (const text of e.parentElement.querySelectorAll('svg[role=img] text')) {
                const box = text.getBoundingClientRect();
                const apart = Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top + 2 - y, 0, y - box.bottom + 2));
                const own = [e.dataset.handle, ...e.ariaValueText.split(/[ ,()]+/)].includes(text.textContent);
                if (apart < radius && !own) found.push(`the ring of ${e.dataset.handle} touches "${text.textContent}"`);
            }
        }
    }
    return found;
}"""


@pytest.mark.parametrize("width", [1000, 390])
def test_no_ring_touches_a_word_that_is_not_its_own(browser, handout, width):
    with offline_page(browser, handout, width=width) as page:
        found = {name: lines for name, root in on_page(page) if (lines := root.evaluate(RINGS))}
        assert found == {}


# Of each tab: what it says before anything is moved, and after its first control was.
OPENING = r"""async (root) => {
    const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const shown = (query) => [...root.querySelectorAll(query)].filter((e) => e.checkVisibility());
    const told = () => shown('.nnw-status').map((e) => e.innerText);
    const tabs = [...root.querySelectorAll('[role=tab]')];
    const found = [];
    for (const tab of tabs.length ? tabs : [null]) {
        tab?.click();
        await painted();
        const asks = shown('p:not(.nnw-title), legend').some((e) => e.innerText.includes('?'));
        if (!asks) found.push(`asks nothing: "${told().join(' ')}"`);
        found.push(...shown('.nnw-status.nnw-good, .nnw-status.nnw-bad').map((e) => `opens with "${e.innerText}"`));
        const [control, opening] = [shown('input[type=range]')[0], told().filter((text) => text.includes('?'))];
        if (!control) continue;
        control.value = Number(control.value) < Number(control.max) ? control.max : control.min;
        control.dispatchEvent(new Event('input', { bubbles: true }));
        control.dispatchEvent(new Event('change', { bubbles: true }));
        await painted();
        found.push(...told().filter((text) => opening.includes(text)).map((text) => `once moved still asks "${text}"`));
        root.querySelector(':scope > .nnw-quiet').click();
        await painted();
        if (opening.some((text) => !told().includes(text))) found.push('"Reset all" does not ask anew');
    }
    return found;
}"""


def test_a_widget_opens_with_a_question_and_tells_once_it_is_moved(browser, handout):
    with offline_page(browser, handout) as page:
        found = {name: lines for name, root in on_page(page) if (lines := root.evaluate(OPENING))}
        assert found == {}


# What handles move and no control does: each is moved on its own, from the start.
TWINS = r"""async (root) => {
    const reset = () => root.querySelector(':scope > .nnw-quiet').click();
    const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const tabs = [...root.querySelectorAll('[role=tab]')];
    const moved = { handle: new Set(), control: new Set() };
    root.querySelectorAll('details').forEach((d) => { d.open = true; });
    for (const tab of tabs.length ? tabs : [null]) {
        tab?.click();
        await painted();
        for (const kind of ['handle', 'control']) {
            const query = kind === 'handle' ? '.nnw-handle' : 'input:not([type=radio]), select, button:not([role=tab], .nnw-handle, .nnw-quiet, .nnw-back)';
            for (const e of [...root.querySelectorAll(query)].filter((e) => e.checkVisibility() && e.ariaDisabled !== 'true')) {
                if (!e.isConnected) continue;
                reset();
                await painted();
                const before = root.state();
                const look = () => Object.entries(root.state()).forEach(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]) && moved[kind].add(name));
                const fire = (event) => e.dispatchEvent(new Event(event, { bubbles: true }));
                const press = async (key) => {
                    e.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
                    await painted();
                    look();
                };
                if (e.type === 'range' || e.type === 'number') { e.value = Number(e.value) < Number(e.max) ? Number(e.max) : Number(e.min); fire('input'); fire('change'); }
                else if (e.localName === 'select') { e.selectedIndex = (e.selectedIndex + 1) % e.options.length; fire('change'); }
                else if (kind === 'control' || e.localName === 'button') { e.click(); if (e.textContent === 'Pause') e.click(); }
                else for (const key of ['ArrowUp', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowLeft', 'Enter']) await press(key);
                await painted();
                look();
            }
        }
    }
    return [...moved.handle].filter((name) => !moved.control.has(name));
}"""


def test_what_a_handle_moves_a_control_moves_too(browser, handout):
    with offline_page(browser, handout) as page:
        found = {name: lines for name, root in on_page(page) if (lines := root.evaluate(TWINS))}
        assert found == {}


# {picture: whether it offers something to grab}, in all tabs, folds open.
GRABBED = """async (root) => {
    const found = {};
    const tabs = [...root.querySelectorAll('[role=tab]')];
    root.querySelectorAll('details').forEach((fold) => { fold.open = true; });
    for (const tab of tabs.length ? tabs : [null]) {
        tab?.click();
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        for (const svg of root.querySelectorAll('svg[role=img]')) {
            if (!svg.checkVisibility() || svg.closest('[role=application]')) continue;
            found[svg.dataset.name] = Boolean(svg.parentElement.querySelector('.nnw-handle, .nnw-pad'));
        }
    }
    return found;
}"""


def test_a_picture_can_be_grabbed_or_a_comment_at_its_name_says_why_not(browser, handout):
    with offline_page(browser, handout) as page:
        for cls, (name, root) in zip(CLASSES, on_page(page), strict=True):
            source = (base.HERE / f"{cls.MODULE}.js").read_text("utf-8")
            said = re.findall(r'// Not to be grabbed: \S.*\n *name: "(\w+)"', source)
            wrong = {picture for picture, grabbed in root.evaluate(GRABBED).items() if grabbed == (picture in said)}
            assert wrong == set(), name


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A notebook with all widgets, one a cell, then a cell that prints what the kernel knows."""
    folder = tmp_path_factory.mktemp("course")
    cells = ["import json, helpers.widgets\nW = {}"]
    for cls in CLASSES:
        state = {**MINIMAL.get(cls.__name__, {}), **LAB_ONLY.get(cls.__name__, {})}
        cells.append(f"W[{cls.__name__!r}] = helpers.widgets.{cls.__name__}(**{state!r})\nW[{cls.__name__!r}]")
    cells.append("print(json.dumps({name: widget.state() for name, widget in W.items()}))")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "all.ipynb")
    with jupyter_lab(folder) as running:
        running.folder = folder
        yield running


SCREENS = [(1440, 900, False), (1024, 768, True), (720, 450, False)]
"""Width, height, file panel open; the last is the first at 200 %."""


@pytest.mark.slow
def test_everything_moves_in_jupyterlab_on_one_screen_and_the_kernel_knows(browser, lab):
    with lab.open(browser, "all.ipynb", width=1440, height=900) as notebook:
        notebook.run_all()
        page = notebook.page
        assert complaints_of(page, in_cells(page), quick=True) == {}
        page.wait_for_timeout(300)  # the kernel hears of a moving slider a little later
        notebook.run_cell(len(CLASSES) + 1)
        known = json.loads(notebook.text(len(CLASSES) + 1))
        assert {name: json.loads(look(root)["state"]) for name, root in in_cells(page)} == known
        for width, height, panel in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate(f"() => window.jupyterapp.shell.{'expand' if panel else 'collapse'}Left()")
            found = {name: lines for name, root in in_cells(page) if (lines := root.evaluate(SCREEN))}
            assert found == {}, (width, height)
        assert notebook.errors() == []


def in_cells(page):
    """(name, frame) of each widget, its cell scrolled into view: JupyterLab draws no other."""
    for i, cls in enumerate(CLASSES):
        show_cell(page, i + 1)
        root = in_cell(page, i + 1)
        root.wait_for()
        page.wait_for_timeout(100)
        yield cls.__name__, root


def in_cell(page, index):
    return page.locator(f'.jp-Cell[data-windowed-list-index="{index}"] .nnw')


def show_cell(page, index):
    page.evaluate(
        """(index) => {
            const content = window.jupyterapp.shell.currentWidget.content;
            content.activeCellIndex = index;
            return content.scrollToItem(index, 'start');
        }""",
        index,
    )


def test_the_example_of_how_to_write_a_widget_is_one(browser, tmp_path, monkeypatch):
    """The two blocks of helpers/widgets/README.md, as they stand there, make a widget that passes as the others do."""
    for source in base.HERE.glob("*.js"):
        (tmp_path / source.name).write_text(source.read_text("utf-8"), "utf-8")
    python, script = (
        re.search(rf"```{kind}\n(.*?)```", (base.HERE / "README.md").read_text("utf-8"), re.S)[1]
        for kind in ("python", "js")
    )
    (tmp_path / "my_widget.js").write_text(script, "utf-8")
    css = base.stylesheet()
    monkeypatch.setattr(base, "HERE", tmp_path)
    monkeypatch.setattr(base, "stylesheet", lambda: css)
    names = {}
    exec(python, names)
    monkeypatch.setattr(base, "widget_class", lambda name: names[name])
    page_file = tmp_path / "page.html"
    page_file.write_text(
        f'<!doctype html><meta charset="utf-8"><body>{base.standalone_html(names["MyWidget"]())}', "utf-8"
    )
    with offline_page(browser, page_file) as page:
        page.locator("svg[data-name=curve] polyline").first.wait_for()
        assert complaints_of(page, [("MyWidget", page.locator(".nnw"))]) == {}
        assert page.locator("[data-handle=end]").count() == 1


def test_a_number_can_be_typed_on_its_handle(browser, tmp_path):
    page_file = tmp_path / "page.html"
    page_file.write_text(
        f'<!doctype html><meta charset="utf-8"><body>{base.standalone_html(made(BackpropStepper))}', "utf-8"
    )
    with offline_page(browser, page_file) as page:
        handle = page.locator('[data-handle="w5"]')
        handle.focus()
        for key in "-1.25":
            page.keyboard.press(key)
        page.keyboard.press("Enter")
        assert handle.get_attribute("aria-valuetext") == "−1.25" and handle.evaluate(
            "e => e === document.activeElement"
        )
        page.keyboard.press("7")
        page.keyboard.press("Escape")
        assert handle.get_attribute("aria-valuetext") == "−1.25"
        page.keyboard.press("Delete")
        assert handle.get_attribute("aria-valuetext") == "0.4"


# Of a saved cell: the pictures that stand for its widget, too small ones, its words, and what is seen beside them.
SAVED = """async (index) => {
    const cell = document.querySelector(`.jp-Cell[data-windowed-list-index="${index}"]`);
    const still = cell?.querySelector('.nnw-still');
    if (!still) return null;
    const pictures = [...still.querySelectorAll('img')];
    await Promise.all(pictures.map((e) => e.decode().catch(() => e)));
    return {
        pictures: pictures.map((e) => e.alt), small: pictures.filter((e) => Math.min(e.naturalWidth, e.getBoundingClientRect().width) < 100).length,
        words: still.querySelector('p').textContent, seen: still.checkVisibility(),
        beside: [...cell.querySelectorAll('.jp-OutputArea-output')].filter((e) => e.checkVisibility() && !e.contains(still)).map((e) => e.innerText),
    };
}"""
KEPT = """([index, name]) => {
    const cell = document.querySelector(`.jp-Cell[data-windowed-list-index="${index}"]`);
    const [still, root] = [cell.querySelector('.nnw-still'), cell.querySelector('.nnw')];
    const live = [...root.querySelectorAll('svg[role=img]')].filter((e) => e.checkVisibility()).map((e) => e.ariaLabel);
    const kept = [...still.querySelectorAll('img')].map((e) => e.alt);
    return (kept.length || !live.length) && kept.every((words) => live.includes(words)) && still.querySelector('p').textContent === name;
}"""


@pytest.mark.slow
def test_a_saved_notebook_shows_each_last_picture_and_state_without_a_kernel(browser, lab, record_property):
    """In JupyterLab opened again, in nbconvert's own HTML, and in a viewer that runs no script."""
    last = {}
    with lab.open(browser, "all.ipynb") as opened:
        opened.run_all()
        page = opened.page
        for i, (cls, (name, root)) in enumerate(zip(CLASSES, in_cells(page), strict=True)):
            assert not page.evaluate(SAVED, i + 1)["seen"], f"{name}: shown beside the live widget"
            if i % 3 != 1:  # every third is left as it opens
                _moved_once(page, root)
            state = json.loads(look(root)["state"])
            words = f"{name}. Run the cell to go on. {made(cls, **state).describe()}"
            page.wait_for_function(KEPT, arg=[i + 1, words], timeout=20_000)
            last[name] = page.evaluate(SAVED, i + 1)["pictures"], words
        page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty", timeout=20_000)
        page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    with lab.open(browser, "all.ipynb") as opened:
        page = opened.page
        for i, (name, (pictures, words)) in enumerate(last.items()):
            show_cell(page, i + 1)
            page.wait_for_timeout(400)  # for what JupyterLab would say of a model that it does not find
            told = page.evaluate(SAVED, i + 1)
            assert told == {"pictures": pictures, "small": 0, "words": words, "seen": True, "beside": []}, name
    saved = nbformat.read(lab.folder / "all.ipynb", 4)
    sizes = {
        name: len(json.dumps(output)) // 1000
        for name, cell in zip(last, saved.cells[1:])
        for output in cell.outputs
        if base.STILL in output.get("data", {})
    }
    record_property("kB a widget", sizes)
    assert set(sizes) == set(last) and max(sizes.values()) < 60
    html_file = lab.folder / "all.html"
    html_file.write_text(HTMLExporter(template_name="lab").from_notebook_node(saved)[0], "utf-8")
    for runs in (True, False):
        context = browser.new_context(java_script_enabled=runs, offline=True)
        page = context.new_page()
        page.goto(html_file.as_uri())
        stills = page.locator(".nnw-still").all()
        assert [(still.is_visible(), still.locator("p").text_content()) for still in stills] == [
            (True, words) for _, words in last.values()
        ]
        for still, (pictures, _) in zip(stills, last.values(), strict=True):
            assert [picture.get_attribute("alt") for picture in still.locator("img").all()] == pictures
            assert all(picture.bounding_box()["height"] > 40 for picture in still.locator("img").all())
        assert not re.search("model not found|Error displaying|Loading widget", page.locator("body").inner_text())
        context.close()


def _moved_once(page, root):
    control = root.locator("input:not([type=number]):visible, select:visible").first
    kind = control.get_attribute("type")
    control.focus()
    page.keyboard.press({"range": "ArrowRight", "text": "Tab", None: "ArrowDown"}.get(kind, "Space"))
    if kind == "radio":
        root.get_by_role("button", name=re.compile("Check|Commit")).click()
