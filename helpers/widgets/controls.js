// The frame of a widget and its controls: labels, keyboard, reset, and painting at every change.
// A widget's state lives in the model only; every control reads it and writes it back.

import { clamp, fmt } from "./numbers.js";

/** Make a DOM element: h("button.big", { onclick, "aria-label": "…" }, "text", child). */
export function h(spec, attributes = {}, ...children) {
  const [tag, ...classes] = spec.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child != null));
  return element;
}

// The picture follows every step at once. The kernel, which answers each message, hears of the last one when the hand rests.
const SAVE_MS = 100;
// A last picture goes to the kernel when nothing has moved for a while.
const STILL_MS = 900;
const STILL_SIZE = 20000;

/**
 * The frame of a widget. Returns `ui`:
 *   get(path), set(path, value), set({path: value})   state; "w.0" is the first entry of the list w
 *   move({path: value})   the same for one step of many, which the kernel need not hear of at once
 *   reset(...names)   back to the state given at construction (all of it without names)
 *   paint(fn)         runs fn now and, in the same turn, at every change of the state or theme
 *   root              element to append to
 *   hidden(name)      true when the author hid this control
 *   untouched()       true until something is moved, and again after "Reset all"; another tab is no move
 *   pictures          the pictures made so far, as functions that give {svg, words} of what is seen now, or null
 *   every(ms, fn)     calls fn until it returns false or the returned function is called
 *   refresh()         paints again without a change of state
 *   rest()            keeps the pictures, in a notebook, when nothing has moved for a while
 *   stop()            removes every listener; `render` returns it
 */
export function widget({ model, el }, { title, wide = false }) {
  const painters = [];
  const cleanups = [];
  let timer = null;
  let resting = null;
  let kept = "";
  let painting = false;
  let again = false;
  const atStart = () => Object.entries(model.get("_start")).every(([name, value]) => name === "view" || model.get(name) === value || JSON.stringify(model.get(name)) === JSON.stringify(value));
  let untouched = atStart();

  function refresh() {
    untouched &&= atStart();
    if (painting) {
      again = true;
      return;
    }
    painting = true;
    do {
      again = false;
      for (const painter of painters) painter();
    } while (again);
    painting = false;
    rest();
  }

  function rest() {
    if (model.get("_still") === undefined) return; // a page without a kernel
    clearTimeout(resting);
    resting = setTimeout(keepStill, STILL_MS);
  }

  // What a reader sees who opens the saved notebook without a kernel.
  function keepStill() {
    const looks = ui.pictures.map((look) => look()).filter(Boolean);
    // The first picture, and the second where both are small.
    const seen = looks.slice(0, looks.slice(0, 2).reduce((sum, { svg }) => sum + svg.length, 0) < STILL_SIZE ? 2 : 1);
    const state = JSON.stringify(Object.keys(model.get("_start")).map((name) => model.get(name)));
    const now = JSON.stringify([seen, state]);
    if (now === kept) return;
    kept = now;
    model.set("_still", { pictures: seen, state: [...state].reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) | 0, 7) });
    model.save_changes();
  }

  function save() {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    model.save_changes();
  }

  const ui = {
    pictures: [],
    get(path) {
      const [name, ...rest] = path.split(".");
      return rest.reduce((value, key) => value?.[key], model.get(name));
    },
    set(path, value) {
      ui.move(typeof path === "string" ? { [path]: value } : path);
      save();
    },
    move(changes) {
      const update = {};
      for (const [key, next] of Object.entries(changes)) {
        const [name, ...rest] = key.split(".");
        update[name] = rest.length ? replaced(update[name] ?? model.get(name), rest, next) : next;
      }
      model.set(update);
      clearTimeout(timer);
      timer = setTimeout(save, SAVE_MS);
    },
    reset(...names) {
      const start = model.get("_start");
      const wanted = names.length ? names : Object.keys(start).filter((name) => name !== "view"); // the tab stays open
      const changes = {};
      for (const path of wanted) {
        const [name, ...rest] = path.split(".");
        changes[path] = rest.reduce((value, key) => value?.[key], start[name]);
      }
      ui.set(changes);
    },
    paint(fn) {
      painters.push(fn);
      fn();
    },
    hidden: (name) => (model.get("hide") ?? []).includes(name),
    untouched: () => untouched,
    refresh,
    rest,
    cleanup: (fn) => cleanups.push(fn),
    every(ms, fn) {
      const timer = setInterval(() => fn() === false && end(), ms);
      const end = () => clearInterval(timer);
      cleanups.push(end);
      return end;
    },
    calm: () => matchMedia("(prefers-reduced-motion: reduce)").matches,
    stop() {
      for (const fn of cleanups.splice(0)) fn();
    },
  };

  cleanups.push(save, () => clearTimeout(resting));
  model.on("change", refresh);
  cleanups.push(() => model.off("change", refresh));
  watchTheme(refresh, cleanups);

  const resetAll = h("button.nnw-button.nnw-quiet", { type: "button", "data-name": "reset" }, "Reset all");
  resetAll.addEventListener("click", () => {
    ui.reset();
    untouched = true;
    refresh();
  });
  // "Reset all" stands at the top and comes last: the first tab stop belongs to the question.
  ui.root = h("div.nnw-body");
  const frame = h("div.nnw", { role: "group", "aria-label": title, "data-lm-suppress-shortcuts": "true" });
  frame.append(h("p.nnw-title", {}, title), ui.root, ui.hidden("reset") ? "" : keyboard(resetAll));
  frame.addEventListener("focusout", save);
  // What a test compares with the picture and with the kernel.
  frame.start = () => model.get("_start");
  frame.state = () => Object.fromEntries(Object.keys(frame.start()).map((name) => [name, model.get(name)]));
  if (wide) frame.classList.add("nnw-wide");
  el.append(frame);
  onSize(ui, frame, () => letThrough(frame));
  // A copy `{...ui, set}` would have other verbs that go past its `set`: what a copy needs is not there to be copied.
  // A control that shows a number in another way takes `log`, or `read` and `write`.
  for (const name of Object.keys(ui)) Object.defineProperty(ui, name, { enumerable: false });
  return ui;
}

/** Calls `fn` now and whenever the element or the window has another size. */
export function onSize(ui, element, fn) {
  const observer = new ResizeObserver(fn);
  observer.observe(element);
  globalThis.addEventListener("resize", fn);
  ui.cleanup(() => observer.disconnect());
  ui.cleanup(() => globalThis.removeEventListener("resize", fn));
}

/** What the element is scrolled in, or null for the page itself. */
export function scroller(element) {
  for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(box).overflowY) && !box.classList.contains("nnw-through") && !box.closest(".jp-Cell")) return box;
  }
  return null;
}

// JupyterLab wraps outputs in boxes that cut off or scroll; in them no picture can stay in view beside its control.
function letThrough(frame) {
  const cell = frame.closest(".jp-Cell");
  for (let box = frame.parentElement; cell && box && box !== cell.parentElement; box = box.parentElement) box.classList.add("nnw-through");
}

function replaced(value, [key, ...rest], next) {
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[key] = rest.length ? replaced(copy[key], rest, next) : next;
  return copy;
}

function watchTheme(refresh, cleanups) {
  const observer = new MutationObserver(refresh);
  observer.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const query = matchMedia("(prefers-color-scheme: dark)");
  query.addEventListener("change", refresh);
  cleanups.push(
    () => observer.disconnect(),
    () => query.removeEventListener("change", refresh),
  );
}

// JupyterLab takes arrow keys, Enter and Space from any focused element without this attribute.
export function keyboard(element) {
  element.setAttribute("data-lm-suppress-shortcuts", "true");
  return element;
}

let serial = 0;
export function uniqueId(prefix = "nnw") {
  serial += 1;
  return `${prefix}-${serial}-${Math.random().toString(36).slice(2, 8)}`;
}

/**
 * A labelled slider with its value and a reset button. `path` names the state ("w1" or "w.0");
 * `name` is what `hide` calls it (the path unless given); `format(value)` is what is shown and read aloud;
 * `onset(value)` may return further changes of the state, and `oncommit()` those of a released drag or a key.
 * `log`: equal ways multiply the number by equal factors; `step` is then one of the logarithm to base 10.
 * `read()` and `write(value)` as in `select`.
 */
export function slider(ui, { path, name = path, label, min, max, step = 0.1, log = false, format = fmt, onset, oncommit, read = () => ui.get(path), write = (value) => ({ [path]: value }) }) {
  if (ui.hidden(name)) return document.createComment(`${name} is hidden`);
  const id = uniqueId();
  const place = log ? Math.log10 : (value) => value;
  const number = log ? (at) => Number((10 ** at).toPrecision(3)) : (at) => at;
  const input = keyboard(h("input", { type: "range", id, min: place(min), max: place(max), step, "data-name": name }));
  const shown = h("output.nnw-value", { for: id });
  const back = keyboard(
    h(
      "button.nnw-back",
      { type: "button", "aria-label": `Reset ${label}`, title: `Reset ${label}`, onclick: () => ui.reset(path) },
      "↺",
    ),
  );
  // A key moves and commits in one: one change of the state, one message to the kernel. A drag commits when it ends.
  let dragging = false;
  input.addEventListener("pointerdown", () => (dragging = true));
  input.addEventListener("input", () => {
    const value = clamp(number(Number(input.value)), min, max);
    ui.move({ ...write(value), ...onset?.(value), ...(dragging ? {} : oncommit?.()) });
  });
  input.addEventListener("change", () => {
    if (dragging) ui.set(oncommit?.() ?? {});
    dragging = false;
  });
  ui.paint(() => {
    const value = read();
    if (Number(input.value) !== place(value)) input.value = place(value);
    const text = format(value);
    if (shown.textContent !== text) shown.textContent = text;
    input.setAttribute("aria-valuetext", text);
  });
  return h("div.nnw-control.nnw-slider", {}, h("label", { for: id }, label), shown, input, back);
}

/** A labelled number field; values outside [min, max] are not taken and are marked. */
export function numberField(ui, { path, name = path, label, min, max, step = "any", onset, small = false }) {
  if (ui.hidden(name)) return document.createComment(`${name} is hidden`);
  const id = uniqueId();
  const input = keyboard(h("input.nnw-number", { type: "number", id, min, max, step, "data-name": name }));
  input.addEventListener("input", () => {
    const value = Number(input.value);
    const good = input.value !== "" && Number.isFinite(value) && !(value < min) && !(value > max);
    input.setAttribute("aria-invalid", String(!good));
    if (good) ui.set({ [path]: value, ...onset?.(value) });
  });
  ui.paint(() => {
    const value = ui.get(path);
    if (document.activeElement !== input || Number(input.value) !== value) input.value = value;
    input.setAttribute("aria-invalid", "false");
  });
  const labelled = h("label", { for: id }, small ? h("span.nnw-sr", {}, label) : label);
  return h(small ? "span.nnw-cell" : "div.nnw-control.nnw-field", {}, labelled, input);
}

/**
 * A labelled drop-down list. `options` are strings or [value, text] pairs, or a function that gives them. `read()` says which one the state stands for,
 * `write(value)` gives the changes of the state that make it so, where that is not the one value at `path`.
 */
export function select(ui, { path, name = path, label, options: given, onset, read = () => ui.get(path), write = (value) => ({ [path]: value }) }) {
  if (ui.hidden(name)) return document.createComment(`${name} is hidden`);
  const id = uniqueId();
  const input = keyboard(h("select", { id, "data-name": name }));
  let pairs = [];
  let listed = "";
  const list = () => {
    pairs = (typeof given === "function" ? given() : given).map((option) => (Array.isArray(option) ? option : [option, option]));
    const now = pairs.map(([, text]) => text).join("\n");
    if (now !== listed) input.replaceChildren(...pairs.map(([, text], i) => h("option", { value: i }, String(text))));
    listed = now;
  };
  input.addEventListener("change", () => {
    const [value] = pairs[Number(input.value)];
    ui.set({ ...write(value), ...onset?.(value) });
  });
  ui.paint(() => {
    list();
    input.value = String(pairs.findIndex(([value]) => value === read()));
  });
  return h("div.nnw-control.nnw-field", {}, h("label", { for: id }, label), input);
}

/** A labelled check box. */
export function toggle(ui, { path, name = path, label, onset }) {
  if (ui.hidden(name)) return document.createComment(`${name} is hidden`);
  const input = keyboard(h("input", { type: "checkbox", "data-name": name }));
  input.addEventListener("change", () => ui.set({ [path]: input.checked, ...onset?.(input.checked) }));
  ui.paint(() => {
    input.checked = Boolean(ui.get(path));
  });
  return h("label.nnw-control.nnw-toggle", {}, input, h("span", {}, label));
}

/** A push button. `when()` false disables it; `text()` gives a label that changes. */
export function button(ui, { name, label, onclick, primary = false, when, text }) {
  if (name && ui.hidden(name)) return document.createComment(`${name} is hidden`);
  const element = keyboard(
    h(primary ? "button.nnw-button.nnw-primary" : "button.nnw-button", { type: "button", onclick }, label ?? ""),
  );
  if (name) element.dataset.name = name;
  // aria-disabled, not disabled: a button that just worked must not drop the keyboard focus.
  if (when) {
    ui.paint(() => element.setAttribute("aria-disabled", String(!when())));
    element.addEventListener("click", (event) => when() || event.stopImmediatePropagation(), { capture: true });
  }
  if (text) ui.paint(() => (element.textContent = text()));
  return element;
}

/** A row of controls that wraps. */
export function row(...children) {
  return h("div.nnw-row", {}, children);
}

/**
 * Controls on the left with `below` under them, pictures on the right. The shorter side stays in view while the longer one
 * scrolls. Where it is narrow the first picture comes first and stays in view while the controls scroll past it; then the rest
 * of the right side, then `below`.
 */
export function columns(left, right, below) {
  const side = h("div.nnw-right", {}, right);
  const stage = side.querySelector(".nnw-picture");
  stage?.classList.add("nnw-stage");
  const controls = h("div.nnw-left", {}, left);
  const whole = h("div.nnw-columns", {}, controls, side, below ? h("div.nnw-below", {}, below) : null);
  // A side that is higher than the view stays with its end in view; the right one no further than its first picture.
  const stay = () => {
    const seen = scroller(whole)?.clientHeight ?? globalThis.innerHeight;
    for (const [column, most] of [[controls, Infinity], [side, stage?.offsetTop ?? 0]]) {
      column.style.top = `${Math.max(Math.min(0, seen - column.offsetHeight), -most)}px`;
    }
  };
  const observer = new ResizeObserver(stay);
  observer.observe(side);
  observer.observe(controls);
  return whole;
}

/** Controls that fold away. */
export function group(title, { open = true } = {}, ...children) {
  return h("details.nnw-group", { open }, keyboard(h("summary", {}, title)), h("div.nnw-fold", {}, children));
}

/** Tabs; the state at `path` is the value of the open one. `panels` are {value, text, content}. */
export function tabs(ui, { path, name = path, label, panels }) {
  const list = h("div.nnw-tabs", { role: "tablist", "aria-label": label });
  const made = panels.map(({ value, text, content }) => {
    const id = uniqueId();
    const tab = keyboard(h("button.nnw-tab", { type: "button", role: "tab", id, "aria-controls": `${id}-panel` }, text));
    tab.addEventListener("click", () => ui.set(path, value));
    const panel = h("div.nnw-panel", { role: "tabpanel", id: `${id}-panel`, "aria-labelledby": id }, content);
    list.append(tab);
    return { value, tab, panel };
  });
  list.addEventListener("keydown", (event) => {
    const at = made.findIndex(({ value }) => value === ui.get(path));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: made.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = made[(to + made.length) % made.length];
    ui.set(path, next.value);
    next.tab.focus();
  });
  ui.paint(() => {
    for (const { value, tab, panel } of made) {
      const open = value === ui.get(path);
      tab.setAttribute("aria-selected", String(open));
      tab.tabIndex = open ? 0 : -1;
      panel.hidden = !open;
    }
  });
  const panelsOnly = made.map(({ panel }) => panel);
  return ui.hidden(name) ? h("div", {}, panelsOnly) : h("div", {}, list, panelsOnly);
}

/** A picture, or a pair of them, across the whole width; it stays in view while `rest` scrolls past it. */
export function stacked(stage, ...rest) {
  stage.classList.add("nnw-stage");
  for (const part of rest) part.querySelectorAll(".nnw-stage").forEach((picture) => picture.classList.remove("nnw-stage"));
  return h("div.nnw-stack", {}, stage, rest);
}

/** Text in which no line ends between a sign and its number, or within a number. */
export function tied(text) {
  return text.replace(/([−+=·≈<>≤≥/⌊]) (?=[\d−(⌊])|(\d) (?=\d{3}(?!\d)|%)/g, "$1$2\u00a0");
}

const held = new WeakMap();

/** Gives `box` a child for each item; those of items that stay are left alone. */
function renewed(box, items, make) {
  const before = held.get(box) ?? [];
  const now = items.map((item) => JSON.stringify(item));
  now.forEach((text, i) => {
    if (text === before[i]) return;
    if (i < before.length) box.children[i].replaceWith(make(items[i]));
    else box.append(make(items[i]));
  });
  while (box.children.length > now.length) box.lastChild.remove();
  held.set(box, now);
}

/** A paragraph of a formula with its numbers, or several lines of it, kept up to date. */
export function formula(ui, lines) {
  const box = h("div.nnw-formula");
  ui.paint(() => renewed(box, [lines()].flat(), (line) => h("p", {}, tied(line))));
  return box;
}

/** Text with `code` in backticks and an *emphasized* word between asterisks as DOM nodes. */
export function markup(text) {
  // Of each match `split` keeps what stands before the asterisk and what stands between the two.
  const emphasis = /(^|[^\w*])\*(?=\S)([^*]*[^*\s])\*(?![\w*])/;
  const emphasized = (part) => part.split(emphasis).map((piece, i) => (i % 3 === 2 ? h("em", {}, piece) : piece));
  return tied(text).split("`").flatMap((part, i) => (i % 2 ? h("code", {}, part) : emphasized(part)));
}

/**
 * A sentence on the state, kept up to date; `code` in backticks. It is also read aloud, politely and at most twice a second,
 * so that a moving slider does not flood a screen reader. `kind()` is "", "good", "bad" or "note". `ask`, words or a function
 * that gives them, stands in its place until something is moved: a widget opens with a question, not with its answer.
 */
export function status(ui, text, kind = () => "", ask = "") {
  const shown = h("p.nnw-status");
  const spoken = h("p.nnw-sr", { role: "status", "aria-live": "polite" });
  const marks = { good: "✓ ", bad: "✗ ", note: "" };
  let timer = null;
  let first = true;
  let last;
  ui.paint(() => {
    const question = ui.untouched() && (typeof ask === "function" ? ask() : ask);
    const look = question ? "note" : kind();
    const now = (marks[look] ?? "") + (question || text());
    if (now !== last) shown.replaceChildren(...markup(now));
    last = now;
    shown.className = `nnw-status ${look ? `nnw-${look}` : ""}`.trim();
    if (first) first = false;
    else timer ??= setTimeout(speak, 500);
  });
  function speak() {
    timer = null;
    if (spoken.textContent !== shown.textContent) spoken.textContent = shown.textContent;
  }
  ui.cleanup(() => clearTimeout(timer));
  return h("div", {}, shown, spoken);
}

/** A table kept up to date. `rows()` gives arrays of cells, or {cells, mark} for a row of class nnw-mark. */
export function table(ui, { caption, head, rows }) {
  const body = h("tbody");
  const headRow = h("tr");
  const whole = h("table.nnw-table", {}, h("caption", {}, caption), h("thead", {}, headRow), body);
  ui.paint(() => {
    const titles = typeof head === "function" ? head() : head;
    renewed(headRow, titles, (title) => (title ? h("th", { scope: "col" }, title) : h("td")));
    const lines = rows().map((line) => (Array.isArray(line) ? { cells: line } : line));
    renewed(body, lines, ({ cells, mark }) => h(mark ? `tr.nnw-${mark}` : "tr", {}, cells.map((cell) => h("td", {}, tied(String(cell))))));
    // Names begin at the left, numbers end at the right.
    whole.classList.toggle("nnw-named", lines.some(({ cells }) => /\p{L}/u.test(cells[0])));
  });
  return whole;
}
