// Handles: what can be grabbed in a picture, by mouse, finger and arrow keys, with a name and a value for screen readers.
// A handle is an element over the drawing, not a part of it, so that it keeps its focus while the drawing is made anew.

import { h, keyboard } from "./controls.js";
import { clamp, fmt } from "./numbers.js";

const FAR = 10; // steps of a key with Shift, and of PageUp and PageDown
const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], PageUp: [0, FAR], PageDown: [0, -FAR] };

/** A number on the grid of a slider: min, min + step, ... up to max. */
export function snapped(value, { min, max, step }) {
  return clamp(Number((min + Math.round((value - min) / step) * step).toFixed(9)), min, max);
}

/**
 * The handle of a point of a plot (`axes` gives it) whose x or y, or both, stand for numbers of the state: each of `x` and
 * `y` is {path, min, max, step}, or the number where it stays. Give the result to `pen.handle`, with `name` and `label`.
 */
export function point(ui, plot, { x, y, words, ...rest }) {
  const sides = [x, y].map((side) => (typeof side === "object" ? { ...side, now: ui.get(side.path) } : { now: side }));
  const free = sides.filter(({ path }) => path);
  const to = (values) => Object.fromEntries(sides.flatMap((side, i) => (side.path ? [[side.path, snapped(values[i], side)]] : [])));
  const shown = free.map(({ now }) => fmt(now));
  return {
    at: [plot.x(sides[0].now), plot.y(sides[1].now)],
    now: free[0].now,
    min: free[0].min,
    max: free[0].max,
    words: words ?? (free.length > 1 ? `(${shown.join(", ")})` : shown[0]),
    paths: free.map(({ path }) => path),
    drag: (px, py) => to([plot.valueX(px), plot.valueY(py)]),
    keys: (dx, dy) => {
      // A point that has one way to go takes all four arrows.
      const [right, up] = free.length > 1 ? [dx, dy] : [dx + dy, dx + dy];
      return to(sides.map(({ now, step }, i) => now + (i ? up : right) * (step ?? 0)));
    },
    ...(free.length > 1 ? {} : onSlider(free[0])),
    ...rest,
  };
}

/** What a handle that stands for one number {path, min, max} does at the keys Home and End, and with a typed number. */
export function onSlider({ path, min, max }) {
  return {
    end: (top) => ({ [path]: top ? max : min }),
    type: (value) => ({ [path]: clamp(value, min, max) }),
  };
}

/**
 * The handle of a grid of cells, `rows` × `columns` in the box [left, top, width, height]: a click takes a cell, the arrows
 * go to its neighbours. `cell` is the number of the present one, `take(cell)` the changes of the state.
 */
export function cells({ box, rows, columns, count = rows * columns, cell, take, ...rest }) {
  const [left, top, width, height] = box;
  const inside = (row, column) => clamp(clamp(row, 0, rows - 1) * columns + clamp(column, 0, columns - 1), 0, count - 1);
  const [row, column] = [Math.floor(Math.max(0, cell) / columns), Math.max(0, cell) % columns];
  return {
    box,
    now: cell + 1,
    min: 0,
    max: count,
    scroll: true,
    drag: (px, py) => take(inside(Math.floor(((py - top) / height) * rows), Math.floor(((px - left) / width) * columns))),
    keys: (dx, dy) => take(inside(row - dy, column + dx)),
    end: (last) => take(last ? count - 1 : 0),
    ...rest,
  };
}

/**
 * Keeps one element in `frame` for each handle of the last drawing. A handle:
 *   name, label, words   its name in this picture, its accessible name, its value in words
 *   at: [x, y] or box: [left, top, width, height]   where it is, in pixels of the picture
 *   half                 half its width, where it is a number written in the picture
 *   many: {chosen, neighbour(step)}   one of many alike, of which only the chosen one is a tab stop: with the keys left
 *                        and right the focus goes to the one named `neighbour(±1)`; `choose()` is called where it arrives
 *   now, min, max        its value as a number
 *   paths                the state that it moves: Delete and a double click reset it; it goes when one of them is hidden
 *   drag(x, y, from)     changes of the state for a pointer at (x, y), or null; `from` is this handle as it was grabbed
 *   keys(dx, dy)         changes for arrow keys, in steps; up is +1
 *   end(top)             changes for End (true) and Home (false)
 *   type(number)         changes for a number that was typed on the handle
 *   tap(x, y), act()     changes for a click at (x, y), and for Enter and the space bar
 *   press()              in place of all these: changes for a click, Enter or the space bar (a button)
 *   done()               further changes when a drag ends or a key was pressed
 *   scroll               a finger that moves up or down scrolls the page
 *   loose                may be taken anywhere on a line: its ring follows the pointer
 */
export function handles(ui, frame) {
  const made = new Map();
  return (wanted) => {
    const list = wanted.filter(({ name, paths = [], hides = [] }) => ![name, ...paths, ...hides].some((path) => ui.hidden(path) || ui.hidden(path.split(".")[0])));
    for (const [name, { element }] of made) {
      if (list.some((spec) => spec.name === name)) continue;
      element.remove();
      made.delete(name);
    }
    for (const spec of list) {
      if (!made.has(spec.name)) made.set(spec.name, grip(ui, frame, spec, (name) => made.get(name)?.element.focus()));
      made.get(spec.name).show(spec);
    }
  };
}

function grip(ui, frame, first, focusOn) {
  let spec = first;
  let hold = null; // {dx, dy, from}: where in the handle the pointer took it, and the handle as it was then
  let pointer = null;
  const element = keyboard(h(first.press ? "button.nnw-handle" : "div.nnw-handle", { "data-handle": first.name }));
  if (first.press) element.type = "button";
  else {
    element.tabIndex = 0;
    element.setAttribute("role", "slider");
  }
  frame.append(element);

  function show(next) {
    spec = next;
    const { at, box, label, words, now, min, max } = spec;
    const [x, y] = (hold && spec.loose && pointer) || at || [];
    const [half, tall] = spec.many ? [14, 14] : [spec.half ?? 22, 22];
    const [left, top, width, height] = box ?? [x - half, y - tall, 2 * half, 2 * tall];
    if (spec.many) element.tabIndex = spec.many.chosen ? 0 : -1;
    element.classList.toggle("nnw-many", Boolean(spec.many));
    // Moved by `translate`, which changes no layout.
    const style = `left:0px;top:0px;width:${width.toFixed(1)}px;height:${height.toFixed(1)}px;translate:${left.toFixed(1)}px ${top.toFixed(1)}px`;
    if (element.style.cssText !== style) element.style.cssText = style;
    element.classList.toggle("nnw-area", Boolean(box));
    element.classList.toggle("nnw-pill", Boolean(spec.half));
    element.classList.toggle("nnw-scrolls", Boolean(spec.scroll));
    const said = spec.press ? { "aria-label": label, title: label } : { "aria-label": label, "aria-valuetext": words, "aria-valuenow": now, "aria-valuemin": min, "aria-valuemax": max };
    for (const [key, value] of Object.entries(said)) if (element.getAttribute(key) !== String(value)) element.setAttribute(key, value);
  }

  const go = (changes) => changes && ui.move(changes);
  const commit = () => ui.set(spec.done?.() ?? {});
  const dragged = (event) => {
    const edge = frame.getBoundingClientRect();
    pointer = [event.clientX - edge.left, event.clientY - edge.top];
    const taken = !hold;
    hold ??= { dx: spec.at ? pointer[0] - spec.at[0] : 0, dy: spec.at ? pointer[1] - spec.at[1] : 0, from: spec };
    if (taken && spec.at) return; // to take a point is not yet to move it
    go(spec.drag?.(pointer[0] - hold.dx, pointer[1] - hold.dy, hold.from));
  };

  element.addEventListener("click", () => spec.press && ui.set(spec.press()));
  if (first.press) return { element, show };

  element.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    element.setPointerCapture(event.pointerId);
    element.classList.add("nnw-held");
    element.focus({ preventScroll: true });
    dragged(event);
    event.preventDefault();
  });
  element.addEventListener("pointermove", (event) => hold && dragged(event));
  for (const name of ["pointerup", "pointercancel"]) {
    element.addEventListener(name, () => {
      if (!hold) return;
      hold = null;
      element.classList.remove("nnw-held");
      commit();
    });
  }
  element.addEventListener("focus", () => spec.many && !spec.many.chosen && spec.many.choose());
  element.addEventListener("click", (event) => {
    if (!spec.tap) return;
    const edge = frame.getBoundingClientRect();
    ui.set(spec.tap(event.clientX - edge.left, event.clientY - edge.top));
  });
  element.addEventListener("dblclick", () => spec.paths && ui.reset(...spec.paths));
  element.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const arrow = ARROWS[event.key];
    const times = event.shiftKey ? FAR : 1;
    if (arrow?.[0] && spec.many) focusOn(spec.many.neighbour(arrow[0]));
    else if (arrow) go(spec.keys(arrow[0] * times, arrow[1] * times));
    else if ((event.key === "Home" || event.key === "End") && spec.end) go(spec.end(event.key === "End"));
    else if ((event.key === "Enter" || event.key === " ") && spec.act) go(spec.act());
    else if (/^[-\d.,−]$/.test(event.key) && spec.type) return typed(event);
    else if ((event.key === "Delete" || event.key === "Backspace") && spec.paths) ui.reset(...spec.paths);
    else return;
    event.preventDefault();
    go(spec.done?.());
  });

  // A number typed on the handle goes into a field in its place: Enter takes it, Escape leaves it.
  function typed(event) {
    event.preventDefault();
    const field = keyboard(h("input.nnw-typed", { type: "text", inputmode: "decimal", "aria-label": `${spec.label}, exactly`, style: element.style.cssText }));
    field.value = event.key;
    const leave = () => {
      element.focus({ preventScroll: true });
      field.remove();
    };
    const take = () => {
      const value = Number(field.value.replace("−", "-").replace(",", "."));
      if (field.value.trim() && Number.isFinite(value)) go(spec.type(value));
      commit();
    };
    field.addEventListener("keydown", (key) => {
      if (key.key === "Enter") take();
      if (key.key === "Enter" || key.key === "Escape") leave();
      key.stopPropagation();
    });
    field.addEventListener("blur", () => setTimeout(() => field.remove()));
    frame.append(field);
    field.focus();
  }
  return { element, show };
}
