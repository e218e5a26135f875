"""Moves every control and every handle of a widget by mouse, finger and keys, and looks at what it brought about.

for complaint in moved(page, root): ...       # `root` is the widget's frame, a locator of `.nnw`
"""

import re

# What a reader sees and hears of a widget, its state, and what must never be there.
LOOK = r"""(root) => {
    const seen = (e) => e.checkVisibility();
    const odd = [];
    const pixels = (e) => [...(e.parentElement.querySelector('canvas')?.toDataURL() ?? '')].reduce((sum, c) => (31 * sum + c.charCodeAt(0)) | 0, 7);
    const drawings = [...root.querySelectorAll('svg[role=img]')].filter(seen);
    const pictures = drawings.map((e) => [e.dataset.name, e.getAttribute('aria-label'), e.innerHTML + pixels(e)]);
    for (const svg of drawings) {
        const whole = svg.getBoundingClientRect();
        for (const text of svg.querySelectorAll(':scope > text')) {
            const { left, right, top, bottom } = text.getBoundingClientRect();
            if (left < whole.left - 4 || right > whole.right + 4 || top < whole.top - 4 || bottom > whole.bottom + 4) odd.push(`in the picture ${svg.dataset.name} "${text.textContent}" is cut off`);
        }
    }
    const spoken = [...root.querySelectorAll('[aria-label], [aria-valuetext]')].map((e) => `${e.ariaLabel ?? ''} ${e.ariaValueText ?? ''}`);
    const controls = [...root.querySelectorAll('input, select')].filter(seen).map((e) => (/checkbox|radio/.test(e.type) ? e.checked : e.value));
    const open = [...root.querySelectorAll('details')].map((e) => e.open);
    const words = `${root.innerText} ${spoken.join(' ')} ${pictures.map(([, , html]) => html.replace(/<path d="[^"]*"/g, '')).join(' ')}`;
    const wrong = words.match(/.{0,30}(\bundefined\b|\bNaN\b|\bInfinity\b|\[object).{0,20}/);
    if (wrong && !/derivative|log loss/.test(wrong[0])) odd.push(`says "${wrong[0]}"`);
    for (const e of root.querySelectorAll('input[type=range]')) {
        const [value, min, max] = [e.value, e.min, e.max].map(Number);
        if (!(value >= min && value <= max)) odd.push(`${e.dataset.name} stands at ${e.value}, beyond ${e.min} to ${e.max}`);
        const shown = e.closest('.nnw-control').querySelector('output').textContent;
        if (!shown || shown !== e.getAttribute('aria-valuetext')) odd.push(`${e.dataset.name} shows "${shown}" and says "${e.getAttribute('aria-valuetext')}"`);
    }
    for (const e of root.querySelectorAll('[role=slider]')) {
        const [now, min, max] = [e.ariaValueNow, e.ariaValueMin, e.ariaValueMax].map(Number);
        if (!e.ariaLabel || !e.ariaValueText || !(now >= min - 1e-9 && now <= max + 1e-9)) odd.push(`handle ${e.dataset.handle}: ${now} in ${min} to ${max}, "${e.ariaValueText}"`);
        const [box, frame] = [e.getBoundingClientRect(), e.parentElement.getBoundingClientRect()];
        const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
        if (seen(e) && (x < frame.left - 1 || x > frame.right + 1 || y < frame.top - 1 || y > frame.bottom + 1)) odd.push(`handle ${e.dataset.handle} lies outside its picture`);
    }
    for (const e of root.querySelectorAll('p:not(.nnw-sr, .nnw-formula), li, legend, .nnw-option span')) {
        if (!seen(e)) continue;
        const range = document.createRange();
        range.selectNodeContents(e);
        const lines = new Set([...range.getClientRects()].map((r) => Math.round(r.bottom / 12))).size;
        if (e.innerText.length / lines > 92) odd.push(`"${e.innerText.slice(0, 40)}…" has ${Math.round(e.innerText.length / lines)} letters a line`);
    }
    return { state: JSON.stringify(root.state()), pictures, all: JSON.stringify([root.innerText, spoken, controls, open, pictures]), spoken: JSON.stringify(spoken), text: root.innerText, odd };
}"""

# Numbers with their sign that a line break parts.
BROKEN = r"""(root) => {
    const found = [];
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        if (!node.parentElement.checkVisibility() || node.parentElement.closest('.nnw-sr')) continue;
        for (const match of node.data.matchAll(/(?:[=−+<>≤≥]\s)?[−-]?\d[\d.,\u00a0]*(?:e[−-]?\d+)?(?:\s%)?/gu)) {
            const range = document.createRange();
            range.setStart(node, match.index);
            range.setEnd(node, match.index + match[0].trimEnd().length);
            const tops = [...range.getClientRects()].map((r) => Math.round(r.top / 6));
            if (new Set(tops).size > 1) found.push(match[0]);
        }
    }
    return found;
}"""

# Comes to each control as the tab key does, moves it a little, and asks whether it and a picture that changed are in view.
SCREEN = r"""async (root) => {
    const ENOUGH = 0.6; // of a picture's height
    const complaints = [];
    let box = root.parentElement;
    while (box && (box.closest('.jp-Cell') || !/auto|scroll/.test(getComputedStyle(box).overflowY))) box = box.parentElement;
    const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const drawings = () => [...root.querySelectorAll('svg[role=img]')].filter((e) => e.checkVisibility());
    const pixels = (e) => [...(e.parentElement.querySelector('canvas')?.toDataURL() ?? '')].reduce((sum, c) => (31 * sum + c.charCodeAt(0)) | 0, 7);
    const looks = (e) => `${e.ariaLabel}${e.innerHTML}${pixels(e)}`;
    const view = () => {
        const clip = box?.getBoundingClientRect() ?? { top: 0, bottom: innerHeight };
        return [Math.max(0, clip.top), Math.min(innerHeight, clip.bottom)];
    };
    const share = (e) => {
        const [high, low] = view();
        const { left, right, top, bottom } = e.getBoundingClientRect();
        const [from, to] = [Math.max(top, high), Math.min(bottom, low)];
        // What the picture that stays in view lies upon is not seen.
        const stage = e.closest('.nnw-stage') ? null : [...root.querySelectorAll('.nnw-stage')].find((s) => s.checkVisibility());
        const over = stage?.getBoundingClientRect();
        const beneath = over && over.left < right && over.right > left ? Math.max(0, Math.min(to, over.bottom) - Math.max(from, over.top)) : 0;
        return (to - from - beneath) / (bottom - top);
    };
    const there = (e) => {
        const { left, top, width, height } = e.getBoundingClientRect();
        const at = document.elementFromPoint(left + width / 2, top + height / 2);
        return share(e) > 0.9 && Boolean(at) && (e.contains(at) || at.contains(e) || e.labels?.[0]?.contains(at) || (e.matches('.nnw-many') && at.matches('.nnw-handle')));
    };
    const nudge = (e) => {
        const fire = (event) => e.dispatchEvent(new Event(event, { bubbles: true }));
        const key = (name) => e.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }));
        if (e.type === 'range') {
            e.value = Number(e.value) < (Number(e.min) + Number(e.max)) / 2 ? Number(e.min) + 0.8 * (e.max - e.min) : Number(e.min) + 0.2 * (e.max - e.min);
            fire('input');
            fire('change');
        } else if (e.localName === 'select') {
            e.selectedIndex = (e.selectedIndex + 1) % e.options.length;
            fire('change');
        } else if (e.type === 'number') {
            e.value = Number(e.value) === 1 ? 2 : 1;
            fire('input');
        } else if (e.matches('[role=slider]')) {
            for (const name of ['ArrowUp', 'ArrowRight', 'ArrowRight']) key(name);
        } else if (e.localName === 'button' || e.type === 'checkbox') {
            e.click();
            if (e.textContent === 'Pause') e.click();
        }
    };
    const tabs = [...root.querySelectorAll('[role=tab]')];
    for (const tab of tabs.length ? tabs : [null]) {
        tab?.click();
        root.querySelectorAll('details').forEach((d) => { d.open = true; });
        await painted();
        for (const e of root.querySelectorAll('input, select, button:not([role=tab]), [role=slider]')) {
            if (!e.isConnected || !e.checkVisibility() || e.ariaDisabled === 'true' || /^Reset/.test(e.ariaLabel ?? e.textContent)) continue;
            if (e.matches('.nnw-many') && e.tabIndex < 0) continue;
            e.focus();
            e.scrollIntoView({ block: 'nearest' });
            await painted();
            const before = new Map(drawings().map((d) => [d, looks(d)]));
            nudge(e);
            await painted();
            const changed = drawings().filter((d) => before.get(d) !== looks(d));
            if (!changed.length || !e.isConnected || !e.checkVisibility()) continue;
            const seen = changed.map((d) => [d.dataset.name, share(d)]);
            if (there(e) && seen.some(([, part]) => part > ENOUGH)) continue;
            const what = e.dataset.handle ?? e.dataset.name ?? e.ariaLabel ?? e.textContent;
            complaints.push(`${what}: ${there(e) ? 'in view' : 'out of view or covered'}; of what it changes one sees ${seen.map(([name, part]) => `${name} ${Math.round(100 * part)} %`).join(', ')}`);
        }
    }
    root.querySelector('.nnw > .nnw-quiet')?.click();
    return complaints;
}"""

CONTROLS = "input, select, button, summary, [role=slider], [role=application]"


def moved(page, root, touch=False, quick=False):
    """Move all of the widget, tab by tab, `quick`: each control once; returns complaints, each a sentence."""
    complaints = []
    tabs = root.locator("[role=tab]")
    for k in range(max(1, tabs.count())):
        if tabs.count():
            tabs.nth(0).focus()
            page.keyboard.press("Home")
            for _ in range(k):
                page.keyboard.press("ArrowRight")
            if tabs.nth(k).get_attribute("aria-selected") != "true":
                complaints.append(f"the keys do not open tab {k + 1}")
        for summary in root.locator("summary").all():
            if summary.is_visible() and not summary.evaluate("e => e.parentElement.open"):
                summary.click()
        keys = keys_of(root)
        alike = root.locator(".nnw-many").count()  # of many alike, three
        if alike:
            keys = [
                key for key in keys if not re.search(r"handle \D+(\d+)$", key) or int(re.search(r"(\d+)$", key)[1]) <= 3
            ]
        for key in keys:
            control = root.locator(f'[data-test="{key}"]')
            if not control.count() or not control.is_visible():
                continue  # what was moved before has taken it away
            complaints += [f"{key}: {line}" for line in _tried(page, root, control, touch, quick)]
        broken = root.evaluate(BROKEN)
        complaints += [f"a line break parts {number!r}" for number in broken]
    return complaints


def keys_of(root):
    """Marks the visible controls so that they are found again after the widget was drawn anew; their marks in order."""
    return root.evaluate(
        """(root, selector) => [...root.querySelectorAll(selector)].filter((e) => e.checkVisibility() && e.role !== 'tab' && !e.closest('[role=tablist]')).map((e, i) => {
            const what = e.dataset.handle ? `handle ${e.dataset.handle}` : e.dataset.name ?? e.ariaLabel ?? e.labels?.[0]?.textContent ?? e.textContent;
            e.dataset.test ??= `${i} ${what.replace(/["\\n]/g, ' ')}`;
            return e.dataset.test;
        })""",
        CONTROLS,
    )


def look(root):
    return root.evaluate(LOOK)


def _tried(page, root, control, touch, quick):
    kind = control.evaluate(
        "e => e.matches('.nnw-handle[role=slider]') ? 'handle' : e.matches('input') ? e.type : e.localName"
    )
    if control.get_attribute("aria-disabled") == "true":
        return
    control.evaluate("e => { e.focus(); e.scrollIntoView({ block: 'nearest' }); }")
    before = look(root)
    for name, act in MOVES[kind](page, control, touch):
        act()
        after = look(root)
        yield from after["odd"]
        if after["all"] == before["all"]:
            yield f"{name} changes nothing"
        elif (
            after["state"] != before["state"]
            and after["pictures"] != before["pictures"]
            and after["spoken"] == before["spoken"]
        ):
            yield f"{name} changes a picture and no text alternative"
        before = after
        if quick:
            return
        if control.count() == 0 or not control.is_visible():
            return


def _range(page, control, touch):
    def press(key):
        control.focus()
        page.keyboard.press(key)

    def tap(share):
        box = control.bounding_box()
        (page.touchscreen.tap if touch else page.mouse.click)(
            box["x"] + share * box["width"], box["y"] + box["height"] / 2
        )

    # From where it stands: to the far end first.
    at_top = control.evaluate("e => Number(e.value) >= Number(e.max)")
    yield "the End or Home key", lambda: press("Home" if at_top else "End")
    yield "an arrow key", lambda: press("ArrowRight" if at_top else "ArrowLeft")
    yield (
        "a tap" if touch else "a click",
        lambda: tap(0.8 if control.evaluate("e => Number(e.value) < (Number(e.min) + Number(e.max)) / 2") else 0.2),
    )


def _handle(page, control, touch):
    def press(*keys):
        control.focus()
        for key in keys:
            page.keyboard.press(key)

    def drag(dx, dy):
        box = control.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        if touch:
            _drag_by_finger(page, x, y, dx, dy)
            return
        page.mouse.move(x, y)
        page.mouse.down()
        for k in range(1, 4):
            page.mouse.move(x + dx * k / 3, y + dy * k / 3)
        page.mouse.up()

    def click(right, down):
        box = control.bounding_box()
        (page.touchscreen.tap if touch else page.mouse.click)(
            box["x"] + right * box["width"], box["y"] + down * box["height"]
        )

    top = control.evaluate("e => Number(e.ariaValueNow) >= Number(e.ariaValueMax)")
    many = control.evaluate("e => e.classList.contains('nnw-many')")
    if control.evaluate("e => e.classList.contains('nnw-area')"):
        if control.evaluate("e => Number(e.ariaValueMax) > 1"):
            yield (
                "the End or Home key",
                lambda: (
                    press("Home" if top else "End")
                    if control.get_attribute("data-handle") != "plane"
                    else press("ArrowUp")
                ),
            )
            yield "a click in two of its corners", lambda: [click(0.82, 0.2), click(0.2, 0.82)]
        return
    yield (
        "an arrow key",
        lambda: press(
            "ArrowDown" if top or many else "ArrowUp", *([] if many else ["ArrowLeft" if top else "ArrowRight"])
        ),
    )
    yield "a drag up and right", lambda: drag(41, -43)
    yield "a drag down and left", lambda: drag(-34, 30)
    yield "the Delete key", lambda: press("Delete")


def _drag_by_finger(page, x, y, dx, dy):
    session = page.context.new_cdp_session(page)
    send = lambda kind, points: session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})  # noqa: E731
    send("touchStart", [{"x": x, "y": y}])
    for k in range(1, 4):
        send("touchMove", [{"x": x + dx * k / 3, "y": y + dy * k / 3}])
    send("touchEnd", [])
    session.detach()


def _number(page, control, touch):
    good = control.evaluate(
        "e => { const [a, b] = [Number(e.min), Number(e.max)]; const mid = Math.round((a + b) / 2 * 100) / 100; return String(Number(e.value) === mid ? mid + 1 : mid); }"
    )
    yield "a typed number", lambda: control.fill(good)


def _select(page, control, touch):
    def choose(way):
        control.evaluate(
            "(e, way) => { e.selectedIndex = (e.selectedIndex + way + e.options.length) % e.options.length; e.dispatchEvent(new Event('change', { bubbles: true })); }",
            way,
        )

    if control.evaluate("e => e.options.length > 1"):
        yield "the next choice", lambda: choose(1)
        yield "the choice before", lambda: choose(-1)


def _checkbox(page, control, touch):
    def space():
        control.focus()
        page.keyboard.press("Space")

    yield "a click", lambda: control.locator("xpath=..").click()
    yield "the space bar", space


def _radio(page, control, touch):
    if not control.is_checked():
        yield "a click", lambda: control.locator("xpath=..").click()


def _button(page, control, touch):
    if re.fullmatch(r"Reset .*", control.get_attribute("aria-label") or control.inner_text() or ""):
        return  # what it leads back to is looked at on its own

    def enter():
        control.focus()
        page.keyboard.press("Enter")

    # A second press need not change anything more: one button is pressed in this way, the next in that.
    if int(control.get_attribute("data-test").split()[0]) % 2:
        yield "the Enter key", enter
    else:
        yield "a click", control.click
    if control.is_visible() and control.inner_text() == "Pause":
        control.click()


def _summary(page, control, touch):
    yield "a click", control.click
    yield "a second click", control.click


def _board(page, control, touch):
    box = control.bounding_box()
    yield "a stroke", lambda: page.mouse.click(box["x"] + 0.3 * box["width"], box["y"] + 0.2 * box["height"])


MOVES = {
    "text": _number,
    "range": _range,
    "handle": _handle,
    "number": _number,
    "select": _select,
    "checkbox": _checkbox,
    "radio": _radio,
    "button": _button,
    "summary": _summary,
    "div": _board,
}
