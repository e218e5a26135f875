// Prediction: say what will come out, commit, and see it beside one's own guess.

import { button, h, keyboard, markup, row, status, uniqueId, widget } from "./controls.js";
import { axes, colour, legend, picture, series } from "./draw.js";
import { clamp, fmt, linspace } from "./numbers.js";

const UNSURE = "unsure"; // the guess of someone who does not know

/** What was sealed: {truth, near, bars, says}. Sealed is not secret: it only cannot be read at a glance. */
export function opened(sealed) {
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(sealed), (c) => c.charCodeAt(0))));
}

/** A sketched curve with its gaps filled: straight between marks, level beyond the first and the last. */
export function filled(guess) {
  const set = guess.flatMap((value, i) => (value === null ? [] : [i]));
  return guess.map((value, i) => {
    if (value !== null || !set.length) return value;
    const before = set.filter((j) => j < i).pop() ?? set[0];
    const after = set.find((j) => j > i) ?? set[set.length - 1];
    if (i < before || i > after || before === after) return guess[i < before ? before : after < i ? after : before];
    return guess[before] + ((guess[after] - guess[before]) * (i - before)) / (after - before);
  });
}

/** Whether a guess is what comes out: the same option or order, a number near enough, a curve that runs close. */
export function fits(kind, guess, { truth, near }) {
  if (guess === null || guess === UNSURE) return false;
  if (kind === "number") return near[0] <= guess && guess <= near[1];
  if (kind === "order") return truth.every((option, i) => option === guess[i]);
  if (kind !== "curve") return guess === truth;
  if (guess.every((value) => value === null)) return false;
  const apart = filled(guess).map((value, i) => Math.abs(value - truth[i]));
  return apart.reduce((sum, value) => sum + value, 0) / truth.length <= near;
}

/** A guess in words. */
export function inWords(kind, guess, unit = "") {
  if (guess === UNSURE) return "“I don't know”";
  if (kind === "number") return `${fmt(guess)}${unit && ` ${unit}`}`;
  if (kind === "order") return guess.join(", then ");
  return kind === "curve" ? "your sketch" : `“${guess}”`;
}

function choices(ui) {
  const name = uniqueId("nnw-prediction");
  const radios = ui.get("options").map(() => keyboard(h("input", { type: "radio", name })));
  radios.forEach((radio, i) => radio.addEventListener("change", () => ui.set("guess", ui.get("options")[i])));
  ui.paint(() =>
    radios.forEach((radio, i) => {
      radio.checked = ui.get("guess") === ui.get("options")[i];
      radio.disabled = ui.get("committed");
    }),
  );
  return ui.get("options").map((option, i) => h("label.nnw-option", {}, radios[i], h("span", {}, markup(option))));
}

function number(ui) {
  const id = uniqueId();
  const input = keyboard(h("input.nnw-number", { type: "text", inputmode: "decimal", id, "data-name": "guess" }));
  const read = () => Number(input.value.trim().replace(",", ".").replace("−", "-"));
  input.addEventListener("input", () => {
    const good = input.value.trim() !== "" && Number.isFinite(read());
    input.setAttribute("aria-invalid", String(input.value.trim() !== "" && !good));
    ui.set("guess", good ? read() : null);
  });
  ui.paint(() => {
    const guess = ui.get("guess");
    if (document.activeElement !== input) input.value = typeof guess === "number" ? String(guess) : "";
    input.readOnly = ui.get("committed");
  });
  const unit = ui.get("unit");
  return h("div.nnw-control.nnw-field", {}, h("label", { for: id }, unit ? `Your number, in ${unit}` : "Your number"), input);
}

function order(ui) {
  const list = h("ol.nnw-order");
  const now = () => (Array.isArray(ui.get("guess")) ? ui.get("guess") : ui.get("options"));
  const swap = (i, j) => {
    const next = [...now()];
    [next[i], next[j]] = [next[j], next[i]];
    ui.set("guess", next);
  };
  ui.get("options").forEach((_, i) => {
    const text = h("span");
    const up = button(ui, { label: "↑", onclick: () => swap(i, i - 1), when: () => i > 0 && !ui.get("committed") });
    const down = button(ui, {
      label: "↓", onclick: () => swap(i, i + 1), when: () => i + 1 < ui.get("options").length && !ui.get("committed"),
    });
    ui.paint(() => {
      const option = now()[i];
      if (text.textContent !== option) text.textContent = option;
      up.setAttribute("aria-label", `Move ${option} up`);
      down.setAttribute("aria-label", `Move ${option} down`);
    });
    list.append(h("li", {}, up, down, text));
  });
  return list;
}

const BOX = { left: 56, right: 16, top: 28, bottom: 50, height: 260 };

/** A curve to draw by pointer or touch, or point by point by the arrow keys. */
function curve(ui) {
  const { at, y, xLabel, yLabel } = ui.get("axes");
  const guess = () => (Array.isArray(ui.get("guess")) ? ui.get("guess") : at.map(() => null));
  const put = (i, value, done) => {
    const next = [...guess()];
    next[i] = clamp(value, y[0], y[1]);
    if (done) ui.set("guess", next);
    else ui.move({ guess: next });
  };
  const slots = at.map((place, i) => {
    const slot = keyboard(
      h("div.nnw-slot", { role: "slider", tabindex: 0, "aria-orientation": "vertical", "aria-valuemin": y[0], "aria-valuemax": y[1] }),
    );
    slot.setAttribute("aria-label", `${yLabel} at ${xLabel} ${fmt(place)}`);
    slot.addEventListener("keydown", (event) => {
      const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 5, PageDown: -5 }[event.key];
      const next = { ArrowRight: i + 1, ArrowLeft: i - 1 }[event.key];
      if (next !== undefined) slots[clamp(next, 0, at.length - 1)].focus();
      else if (steps && !ui.get("committed")) put(i, (guess()[i] ?? (y[0] + y[1]) / 2) + (steps * (y[1] - y[0])) / 20, true);
      else return;
      event.preventDefault();
    });
    ui.paint(() => {
      const value = guess()[i];
      slot.setAttribute("aria-valuenow", value ?? (y[0] + y[1]) / 2);
      slot.setAttribute("aria-valuetext", value === null ? "not set" : fmt(value, 3));
    });
    return slot;
  });
  const pad = h("div.nnw-pad", {}, slots);
  pad.style.cssText = `left:${BOX.left}px;right:${BOX.right}px;top:${BOX.top}px;height:${BOX.height - BOX.top - BOX.bottom}px`;
  let drawing = false;
  const follow = (event) => {
    const frame = pad.getBoundingClientRect();
    const i = clamp(Math.floor(((event.clientX - frame.left) / frame.width) * at.length), 0, at.length - 1);
    put(i, y[1] - ((event.clientY - frame.top) / frame.height) * (y[1] - y[0]), false);
    return i;
  };
  pad.addEventListener("pointerdown", (event) => {
    if (ui.get("committed")) return;
    drawing = true;
    pad.setPointerCapture(event.pointerId);
    slots[follow(event)].focus({ preventScroll: true });
    event.preventDefault();
  });
  pad.addEventListener("pointermove", (event) => drawing && follow(event));
  for (const end of ["pointerup", "pointercancel"]) pad.addEventListener(end, () => (drawing = false));

  const frame = picture(ui, {
    name: "sketch", height: BOX.height,
    draw(pen, width) {
      const step = (width - BOX.left - BOX.right) / at.length;
      const px = (i) => BOX.left + (i + 0.5) * step;
      const plot = axes(pen, {
        left: BOX.left, top: BOX.top, width: width - BOX.left - BOX.right, height: BOX.height - BOX.top - BOX.bottom,
        x: [0, at.length], y, xLabel, yLabel, xTicks: [],
      });
      const every = Math.ceil(48 / step);
      at.forEach((place, i) => i % every === 0 && pen.text(px(i), BOX.height - BOX.bottom + 16, fmt(place), { size: 12, anchor: "middle", fill: colour.soft }));
      const line = (values, { colour: paint, dash, mark }) => {
        const points = values.flatMap((value, i) => (value === null ? [] : [[px(i), plot.y(clamp(value, y[0], y[1]))]]));
        pen.polyline(points, { stroke: paint, "stroke-dasharray": dash, "stroke-width": 2.5 });
        points.forEach(([a, b]) => pen.mark(mark, a, b, 5, { fill: paint }));
      };
      if (Array.isArray(ui.get("guess"))) line(filled(guess()), series[1]);
      if (ui.get("committed")) line(opened(ui.get("sealed")).truth, series[0]);
    },
    alt: () => {
      const marked = guess().flatMap((value, i) => (value === null ? [] : [`${fmt(at[i])}: ${fmt(value, 3)}`]));
      const mine = marked.length ? `Your sketch of ${yLabel} against ${xLabel}: ${marked.join(", ")}.` : `Empty axes, ${yLabel} against ${xLabel}.`;
      if (!ui.get("committed")) return mine;
      return `${mine} What comes out: ${opened(ui.get("sealed")).truth.map((value, i) => `${fmt(at[i])}: ${fmt(value, 3)}`).join(", ")}.`;
    },
  });
  frame.append(pad);
  const key = legend([{ text: "your sketch", ...series[1] }, { text: "what comes out", ...series[0] }]);
  ui.paint(() => (key.hidden = !ui.get("committed")));
  return [h("p.nnw-small", {}, "Draw with the mouse or a finger; or with the keys: ← → choose a place, ↑ ↓ move the curve there."), frame, key];
}

/** After committing: bars of what comes out for each option, or a line with both numbers, with one's own guess marked. */
function outcome(ui) {
  const kind = ui.get("kind");
  const truth = () => opened(ui.get("sealed"));
  const drawn = () => (kind === "number" ? ["you", "what comes out"] : ui.get("options"));
  const values = () => (kind === "number" ? [ui.get("guess"), truth().truth] : truth().bars);
  return picture(ui, {
    // Not to be grabbed: the bars are the guess that was committed, and what came out.
    name: "outcome", maxWidth: 560,
    height: () => 14 + 34 * drawn().length,
    draw(pen, width) {
      if (!ui.get("committed")) return;
      const names = drawn();
      const numbers = values();
      const shown = numbers.map((value) => (typeof value === "number" ? value : 0));
      const low = Math.min(0, ...shown);
      const span = Math.max(0, ...shown) - low || 1;
      const left = Math.min(0.42 * width, 12 + 7.2 * Math.max(...names.map((name) => name.length)));
      const px = (value) => left + ((value - low) / span) * (width - left - 84);
      names.forEach((name, i) => {
        const mine = kind === "number" ? i === 0 : name === ui.get("guess");
        const y = 8 + 34 * i;
        pen.text(left - 8, y + 17, name, { anchor: "end" });
        if (typeof numbers[i] !== "number") return;
        pen.rect(Math.min(px(0), px(shown[i])), y, Math.abs(px(shown[i]) - px(0)), 24, { fill: mine ? colour.orange : colour.blue });
        pen.text(px(Math.max(0, shown[i])) + 6, y + 17, `${fmt(shown[i])}${mine && kind !== "number" ? " ← you" : ""}`);
      });
    },
    alt: () => {
      if (!ui.get("committed")) return "Nothing yet: commit first.";
      return drawn().map((name, i) => `${name}: ${typeof values()[i] === "number" ? fmt(values()[i]) : "unsure"}`).join("; ") + ".";
    },
  });
}

function render(context) {
  const ui = widget(context, { title: "Your prediction" });
  const kind = ui.get("kind");
  const ready = () => {
    const guess = ui.get("guess");
    return kind === "order" || (Array.isArray(guess) ? guess.some((value) => value !== null) : guess !== null && guess !== UNSURE);
  };
  const commit = (guess) => () => {
    ui.set({ guess: guess(), committed: true });
    ui.root.dispatchEvent(new CustomEvent("nncourse-committed", { bubbles: true })); // a handout opens what waits for it
  };
  const mine = () => {
    if (kind === "curve") return filled(ui.get("guess"));
    return kind === "order" && !Array.isArray(ui.get("guess")) ? [...ui.get("options")] : ui.get("guess");
  };
  const said = status(
    ui,
    () => {
      if (!ui.get("committed")) return "Nothing is shown before you commit. A wrong guess costs nothing.";
      const sealed = opened(ui.get("sealed"));
      const right = fits(kind, ui.get("guess"), sealed);
      if (kind === "curve" && right) return `Your sketch runs close to what comes out. ${sealed.says}`;
      if (kind === "curve" && ui.get("guess") !== UNSURE) return `Compare your sketch with what comes out. ${sealed.says}`;
      const came = kind === "curve" ? "" : ` It is ${inWords(kind, sealed.truth, ui.get("unit"))}.`;
      return `You said ${inWords(kind, ui.get("guess"), ui.get("unit"))}.${right ? " That is what comes out." : came} ${sealed.says}`;
    },
    () => (ui.get("committed") ? (fits(kind, ui.get("guess"), opened(ui.get("sealed"))) ? "good" : "note") : ""),
  );
  const compared = kind === "number" || (kind === "choice" && opened(ui.get("sealed")).bars) ? outcome(ui) : null;
  if (compared) ui.paint(() => (compared.hidden = !ui.get("committed")));
  ui.root.append(
    h(
      "fieldset.nnw-question", {},
      h("legend", {}, markup(ui.get("ask"))),
      { choice: choices, number, order, curve }[kind](ui),
      row(
        button(ui, { name: "commit", label: "Commit", primary: true, when: () => ready() && !ui.get("committed"), onclick: commit(mine) }),
        button(ui, { name: "unsure", label: "I don't know", when: () => !ui.get("committed"), onclick: commit(() => UNSURE) }),
      ),
      said, compared,
    ),
  );
  return ui.stop;
}

export default { render };
