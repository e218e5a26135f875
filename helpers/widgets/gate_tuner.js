// GateTuner: a neuron with a step as a line in the plane of its two inputs. First view: tune it by hand
// until it is the gate. Second view: Rosenblatt's learning rule, one sample at a time.

import { button, columns, formula, row, select, slider, status, table, tabs, widget } from "./controls.js";
import { axes, colour, legend, picture } from "./draw.js";
import { snapped } from "./handles.js";
import { clamp, factor, fmt, signed } from "./numbers.js";

export const GATES = {
  AND: [0, 0, 0, 1],
  OR: [0, 1, 1, 1],
  NAND: [1, 1, 1, 0],
  NOR: [1, 0, 0, 0],
  XOR: [0, 1, 1, 0],
  XNOR: [1, 0, 0, 1],
  NOT: [1, 0],
};
const PAIRS = [[0, 0], [0, 1], [1, 0], [1, 1]];
const SINGLES = [[0], [1]];
const TRIES_UNTIL_REASON = 8;

// ---- mathematics -----------------------------------------------------------------------------

export function step(z) {
  return z >= 0 ? 1 : 0;
}

/** Net input w·x + b, rounded to 9 decimals so that 0.7 + 0.1 − 0.8 lies on the line as on paper. */
export function net(x, w, b) {
  const sum = x.reduce((total, xi, i) => total + w[i] * xi, 0) + b;
  return Math.round(sum * 1e9) / 1e9 + 0;
}

export function samples(gate) {
  const inputs = gate === "NOT" ? SINGLES : PAIRS;
  return inputs.map((x, i) => ({ x, target: GATES[gate][i] }));
}

/** One row {x, target, z, output, right} per corner. */
export function truthTable(gate, w, b) {
  return samples(gate).map(({ x, target }) => {
    const z = net(x, w, b);
    return { x, target, z, output: step(z), right: step(z) === target };
  });
}

/** The part of the box [low, high]² where w1·x1 + w2·x2 + b ≥ 0, as a list of corners. */
export function firingRegion(w1, w2, b, low, high) {
  const box = [[low, low], [high, low], [high, high], [low, high]];
  const value = ([x1, x2]) => w1 * x1 + w2 * x2 + b;
  const region = [];
  box.forEach((p, i) => {
    const q = box[(i + 1) % 4];
    const [zp, zq] = [value(p), value(q)];
    if (zp >= 0) region.push(p);
    if (zp >= 0 !== zq >= 0) {
      const t = zp / (zp - zq);
      region.push([p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])]);
    }
  });
  return region;
}

/** The piece of the line w1·x1 + w2·x2 + b = 0 inside the box, as two points, or null. */
export function boundary(w1, w2, b, low, high) {
  const ends = [];
  for (const edge of [low, high]) {
    if (w2 !== 0) ends.push([edge, -(b + w1 * edge) / w2]);
    if (w1 !== 0) ends.push([-(b + w2 * edge) / w1, edge]);
  }
  const inside = ends.filter((p) => p.every((v) => v >= low - 1e-9 && v <= high + 1e-9));
  for (const p of inside.slice(1)) {
    if (Math.hypot(p[0] - inside[0][0], p[1] - inside[0][1]) > 1e-9) return [inside[0], p];
  }
  return null;
}

/**
 * Rosenblatt's rule from zero weights, samples in order: the `count` first presentations.
 * Returns {w, b, history, errors, learned, again}: `errors` per finished epoch, `learned` the epoch
 * without error (1-based, the rule stops there) or 0, `again` the epoch whose weights came back or 0.
 */
export function learn(gate, lr, count) {
  const data = samples(gate);
  let w = data[0].x.map(() => 0);
  let b = 0;
  const history = [];
  const errors = [];
  const ends = [key(w, b)];
  let wrong = 0;
  let learned = 0;
  let again = 0;
  for (let t = 0; t < count && !learned; t += 1) {
    const { x, target } = data[t % data.length];
    const z = net(x, w, b);
    const output = step(z);
    const before = { w, b };
    const delta = lr * (target - output);
    if (delta !== 0) {
      w = w.map((wi, i) => wi + delta * x[i]);
      b += delta;
      wrong += 1;
    }
    history.push({ t, x, target, z, output, before, after: { w, b } });
    if ((t + 1) % data.length === 0) {
      errors.push(wrong);
      if (wrong === 0) learned = errors.length;
      else if (!again && ends.includes(key(w, b))) again = errors.length;
      if (!again) ends.push(key(w, b));
      wrong = 0;
    }
  }
  return { w, b, history, errors, learned, again, size: data.length };
}

function key(w, b) {
  return [...w, b].map((v) => v.toFixed(9)).join(" ");
}

// ---- picture ---------------------------------------------------------------------------------

const LOW = -0.5;
const HIGH = 1.5;

const KNOB = { min: -4, max: 4, step: 0.1 };

/** The arrow at a line: where it stands, and its way for the weights; longer weights make it longer. */
const SHORTEST = 16;
const LONGER = 13;
function arrowOf(w1, w2) {
  const size = Math.hypot(w1, w2);
  return [w1, -w2].map((v) => (v / size) * (SHORTEST + LONGER * size));
}

/**
 * The plane of the inputs: shaded where the neuron fires, its line, and the corners; `before` {w, b} draws the line of a
 * moment ago, too. With `ui` the line and its arrow can be grabbed.
 */
function drawPlane(pen, width, height, { gate, w, b, current, before }, ui) {
  const single = gate === "NOT";
  const [w1, w2] = single ? [w[0], 0] : w;
  const plot = axes(pen, {
    left: single ? 14 : 38,
    top: single ? 14 : 26,
    width: width - (single ? 28 : 52),
    height: height - (single ? 58 : 70),
    x: [LOW, HIGH],
    y: [LOW, HIGH],
    xLabel: "x1",
    yLabel: single ? "" : "x2",
    xTicks: [0, 1],
    yTicks: single ? [] : [0, 1],
  });
  const corners = truthTable(gate, w, b).map(({ x, target, right }) =>
    [plot.x(x[0]), plot.y(single ? 0.5 : x[1]), x, target, right]);
  const region = firingRegion(w1, w2, b, LOW, HIGH).map(([p, q]) => [plot.x(p), plot.y(q)]);
  const line = boundary(w1, w2, b, LOW, HIGH);
  const ends = line?.map(([x1, x2]) => [plot.x(x1), plot.y(x2)]);
  let foot = null;
  plot.inside(() => {
    pen.polygon(region, { fill: colour.blue, opacity: 0.14 });
    pen.hatch(region, { gap: 14 });
    if (before) drawBefore(pen, plot, before, single, line);
    if (line) {
      pen.line(...ends[0], ...ends[1], { stroke: colour.ink, "stroke-width": 3.5 });
      foot = drawWeightArrow(pen, ...ends, w1, w2, corners, [plot.x(LOW), plot.x(HIGH), plot.y(HIGH), plot.y(LOW)]);
    } else if (width > 300) pen.text(plot.x(0.5), plot.y(0.5) + (ui ? -32 : 5), noLine(w1, w2, b), { anchor: "middle", halo: true, "font-weight": 650 });
  });
  if (ui) lineHandles(pen, ui, plot, { single, w1, w2, b, ends, foot });
  corners.forEach(([px, py, x, target, right]) => {
    if (current && current.every((v, i) => v === x[i])) {
      pen.circle(px, py, 31, { fill: colour.ground, stroke: colour.orange, "stroke-width": 4, "stroke-dasharray": "7 4" });
    }
    drawCorner(pen, px, py, target, right, Math.min(19, 0.15 * (plot.x(1) - plot.x(0))));
  });
}

function noLine(w1, w2, b) {
  return w1 === 0 && w2 === 0 ? "no line: all weights are 0" : `the line lies outside: ${b >= 0 || w1 + w2 + b >= 0 ? "1" : "0"} everywhere here`;
}

/** The line before the last update, dashed, and an arrow from it to the new one: what the update did. */
function drawBefore(pen, plot, { w, b }, single, now) {
  const old = boundary(w[0], single ? 0 : w[1], b, LOW, HIGH);
  if (!old) return;
  const at = (line) => [0, 1].map((k) => (line[0][k] + line[1][k]) / 2);
  const [from, to] = [old, now].map((line) => line && [plot.x(at(line)[0]), plot.y(at(line)[1])]);
  pen.line(...old.flatMap(([x1, x2]) => [plot.x(x1), plot.y(x2)]), { stroke: colour.orange, "stroke-width": 3, "stroke-dasharray": "8 6" });
  if (to && Math.hypot(to[0] - from[0], to[1] - from[1]) > 16) pen.arrow(...from, ...to, { stroke: colour.orange, "stroke-width": 4, head: 14 });
}

/** The line moves as it is with the bias; the tip of its arrow turns it, and lengthens or shortens the weights. */
function lineHandles(pen, ui, plot, { single, w1, w2, b, ends, foot }) {
  const tried = { done: () => ({ tries: ui.get("tries") + 1 }) };
  const put = (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, snapped(value, KNOB)]));
  const stands = foot ?? [plot.x(0.5), plot.y(0.5)];
  const tip = foot ? arrowOf(w1, w2) : [0, 0];
  if (ends) {
    // Where the arrow is not: the ring of the one must not lie on the other.
    const places = [0.5, 0.75, 0.25, 0.9, 0.1].map((t) => ends[0].map((v, k) => v + t * (ends[1][k] - v)));
    const far = (at) => Math.hypot(at[0] - stands[0], at[1] - stands[1]) - (at[0] === clamp(at[0], 30, 9999) ? 0 : 20);
    const at = places.find((place) => far(place) > 60) ?? places.reduce((best, place) => (far(place) > far(best) ? place : best));
    pen.handle({
      name: "line", label: "The line (moves with the bias b)", words: `b = ${fmt(b)}`, now: b, min: -4, max: 4, paths: ["b"], at, loose: true, ...tried,
      drag: (x, y) => put({ b: -(w1 * plot.valueX(x) + w2 * plot.valueY(y)) }),
      keys: (dx, dy) => put({ b: b + 0.1 * (dx + dy) }),
      end: (top) => ({ b: top ? 4 : -4 }),
      type: (value) => ({ b: clamp(value, -4, 4) }),
    });
  }
  pen.handle({
    name: "arrow", label: single ? "Arrow of the weight w1" : "Arrow of the weights w1 and w2", words: single ? `w1 = ${fmt(w1)}` : `w1 = ${fmt(w1)}, w2 = ${fmt(w2)}`,
    now: w1, min: -4, max: 4, paths: single ? ["w1"] : ["w1", "w2"], at: [stands[0] + tip[0], stands[1] + tip[1]], loose: true, foot: stands, ...tried,
    drag: (x, y, from) => {
      // The line turns about the place where its arrow stood when it was grabbed.
      const [dx, dy] = [x - from.foot[0], single ? 0 : from.foot[1] - y];
      const long = Math.hypot(dx, dy);
      const size = Math.max(0.1, (long - SHORTEST) / LONGER);
      if (long < 4) return null;
      const [v1, v2] = [dx, dy].map((v) => snapped((v / long) * size, KNOB));
      return put({ w1: v1, ...(single ? {} : { w2: v2 }), b: -(v1 * plot.valueX(from.foot[0]) + v2 * plot.valueY(from.foot[1])) });
    },
    keys: (dx, dy) => put(single ? { w1: w1 + 0.1 * (dx + dy) } : { w1: w1 + 0.1 * dx, w2: w2 + 0.1 * dy }),
  });
}

// A right corner is a green disc with a tick, a wrong one a red diamond with a cross; the digit is the target.
function drawCorner(pen, x, y, target, right, r) {
  const paint = right ? colour.good : colour.bad;
  pen.mark(right ? "circle" : "diamond", x, y, r, { fill: colour.ground, stroke: paint, "stroke-width": 3.5 });
  pen.text(x, y + 6, target, { anchor: "middle", size: r < 15 ? 14 : 18, "font-weight": 700 });
  pen.circle(x + r, y - r, 10, { fill: paint, stroke: colour.ground, "stroke-width": 2 });
  const tick = right ? `M${x + r - 5} ${y - r}l4 4l6 -8` : `M${x + r - 4} ${y - r - 4}l8 8m0 -8l-8 8`;
  pen.path(tick, { stroke: colour.ground, "stroke-width": 2.4, "stroke-linecap": "round" });
}

// From the line into the side that fires, at the place of the line that is farthest from corners and frame, which it returns.
function drawWeightArrow(pen, p, q, w1, w2, corners, [left, right, top, bottom]) {
  const [dx, dy] = arrowOf(w1, w2);
  const distances = (x, y) => [
    ...corners.map(([cx, cy]) => Math.hypot(x - cx, y - cy)),
    ...[x - left, right - x, y - top, bottom - y].map((d) => 2 * d),
  ];
  const free = ([x, y]) => Math.min(...[1.5, -0.8].flatMap((s) => distances(x + s * dx, y + s * dy)));
  const places = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.12, 0.88].map((t) => [p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])]);
  const [x, y] = places.reduce((best, place) => (free(place) > free(best) + 1 ? place : best));
  pen.arrow(x, y, x + dx, y + dy, { stroke: colour.blue, "stroke-width": 3, head: 12 });
  const label = (s, text, fill) => {
    const [lx, ly] = [x + s * dx, y + s * dy];
    // No room beside a corner or the frame: the shading says the same.
    if (Math.min(...distances(lx, ly)) > 30) pen.text(lx, ly + 5, text, { anchor: "middle", size: 16, halo: true, fill, "font-weight": 700 });
  };
  label(1.5, "1", colour.blue);
  label(-0.8, "0", colour.ink);
  return [x, y];
}

function planeInWords(gate, w, b) {
  const rows = truthTable(gate, w, b);
  const corners = rows.map(({ x, target, output, right }) =>
    `corner (${x.join(", ")}) wants ${target}, gets ${output}, ${right ? "right" : "wrong"}`);
  const firing = rows.filter(({ output }) => output).length;
  const flat = w.every((v) => v === 0);
  const outside = !flat && !boundary(w[0], w[1] ?? 0, b, LOW, HIGH);
  const line = flat || outside ? `${outside ? `The line ${lineInWords(w, b)} lies outside the picture` : "No line"}: the output is ${rows[0].output} everywhere.` : `The line ${lineInWords(w, b)}; ${firing} of ${rows.length} corners lie on the side with output 1.`;
  return `Plane of the inputs for ${gate}. ${line} ${corners.join("; ")}.`;
}

function lineInWords(w, b) {
  const terms = w.map((v, i) => (i === 0 ? `${fmt(v)}·x1` : `${signed(v)}·x${i + 1}`));
  return `${terms.join(" ")} ${signed(b)} = 0`;
}

const planeLegend = () =>
  legend([
    { text: "output 1", hatch: true, colour: colour.blue },
    { text: "corner right", mark: "circle", colour: colour.good },
    { text: "corner wrong", mark: "diamond", colour: colour.bad },
    { text: "number in a corner: the output wanted" },
  ]);

// ---- first view: tune ------------------------------------------------------------------------

function tuneView(ui) {
  const state = () => {
    const gate = ui.get("gate");
    const w = gate === "NOT" ? [ui.get("w1")] : [ui.get("w1"), ui.get("w2")];
    return { gate, w, b: ui.get("b") };
  };
  const rows = () => truthTable(state().gate, state().w, state().b);
  const knob = (path, label) =>
    slider(ui, { path, label, min: -4, max: 4, step: 0.1, oncommit: () => ({ tries: ui.get("tries") + 1 }) });
  const second = knob("w2", "Weight w2");
  ui.paint(() => {
    if (second.style) second.style.display = ui.get("gate") === "NOT" ? "none" : "";
  });
  const square = (width) => (state().gate === "NOT" ? 150 : Math.min(420, Math.round(width * 0.92)));
  const truth = table(ui, {
    caption: "Truth table",
    head: () => [...state().w.map((_, i) => `x${i + 1}`), "z", "step(z)", "wanted", "right?"],
    rows: () =>
      rows().map(({ x, z, output, target, right }) => ({
        cells: [...x, fmt(z), output, target, right ? "✓ yes" : "✗ no"],
        mark: right ? "good" : "bad",
      })),
  });
  const verdict = status(ui, () => verdictInWords(state(), rows(), ui.get("tries")), () => (rows().every((r) => r.right) ? "good" : "note"), () => questionOf(state(), rows()));
  const sum = formula(ui, () => `z = ${lineInWords(state().w, state().b).replace(" = 0", "")}`);
  return columns(
    [knob("w1", "Weight w1"), second, knob("b", "Bias b"), sum],
    [
      verdict,
      picture(ui, {
        name: "plane",
        maxWidth: 480,
        height: square,
        draw: (pen, width, height) => drawPlane(pen, width, height, state(), ui),
        alt: () => planeInWords(state().gate, state().w, state().b),
      }),
      planeLegend(),
    ],
    truth,
  );
}

function questionOf({ gate, w }, rows) {
  if (rows.every(({ right }) => right)) return `Numbers for ${gate}. How far can each of them go before a corner turns wrong? Say it, then move one.`;
  return `${w.every((v) => v === 0) ? "With all weights 0 there is no line. " : ""}Can this neuron become ${gate}? Which numbers have to move, and which way? Say it, then move one.`;
}

function verdictInWords({ gate, w }, rows, tries) {
  const right = rows.filter((r) => r.right).length;
  if (right === rows.length) return `This neuron is ${gate}: ${right === 2 ? "both" : "all 4"} corners are right.`;
  const hopeless = gate === "XOR" || gate === "XNOR";
  if (hopeless && tries >= TRIES_UNTIL_REASON) return `${right} of 4 corners right, and 3 is the most that any line reaches. ${reason(gate)}`;
  if (w.every((v) => v === 0)) return `${right} of ${rows.length} corners right. With all weights 0 there is no line: give a weight a value.`;
  return `${right} of ${rows.length} corners right.${hopeless ? " Try for a while: is there a line?" : ""}`;
}

/** Where the proof is, and not the proof: for XNOR it is an exercise that is marked. */
export function reason(gate) {
  return gate === "XOR"
    ? "Lesson 01 gives two reasons, a picture and four inequalities."
    : "It is XOR turned over: the same kind of reasons hold.";
}

// ---- second view: learn ----------------------------------------------------------------------

function learnView(ui) {
  // One run serves all the painters of one change.
  let memo = { id: "" };
  const run = () => {
    const id = [ui.get("gate"), ui.get("lr"), ui.get("shown")].join();
    if (memo.id !== id) memo = { id, ...learn(ui.get("gate"), ui.get("lr"), ui.get("shown")) };
    return memo;
  };
  const last = () => run().history.at(-1);
  const forward = (count) => ui.set("shown", Math.min(100000, ui.get("shown") + count));
  const going = () => !run().learned;
  let stopRun = null;
  const halt = () => {
    stopRun?.();
    stopRun = null;
    ui.refresh();
  };
  const play = () => {
    if (stopRun) return halt();
    stopRun = ui.every(ui.calm() ? 1500 : 350, () => {
      if (ui.get("view") !== "learn" || !going() || run().again) {
        halt();
        return false;
      }
      forward(1);
    });
    ui.refresh();
  };
  const toEpochEnd = () => forward(run().size - (ui.get("shown") % run().size));
  const buttons = row(
    button(ui, { name: "step", label: "One sample", primary: true, when: going, onclick: () => forward(1) }),
    button(ui, { name: "epoch", label: "One epoch", when: going, onclick: toEpochEnd }),
    button(ui, { name: "run", when: going, onclick: play, text: () => (stopRun ? "Pause" : "Run") }),
    button(ui, { name: "restart", label: "Start again", onclick: () => ui.set("shown", 0) }),
  );
  const arithmetic = formula(ui, () => updateLines(run(), ui.get("lr")));
  const current = () => run().history.length ? last().x : null;
  return columns(
    [
      slider(ui, { path: "lr", label: "Learning rate lr", min: 0.25, max: 2, step: 0.25, onset: () => ({ shown: 0 }) }),
      buttons,
      status(ui, () => learningInWords(ui.get("gate"), run()), () => (run().learned ? "good" : "note"), () => `Will the rule arrive at ${ui.get("gate")}, and after how many epochs? Say it, then press One sample.`),
      arithmetic,
    ],
    [
      picture(ui, {
        // Not to be grabbed: here the rule moves the line.
        name: "learning",
        maxWidth: 420,
        height: (width) => (ui.get("gate") === "NOT" ? 150 : Math.min(360, Math.round(width * 0.88))),
        draw: (pen, width, height) => drawPlane(pen, width, height, { gate: ui.get("gate"), w: run().w, b: run().b, current: current(), before: last()?.before }),
        alt: () => planeInWords(ui.get("gate"), run().w, run().b) + (last() ? ` Before this sample ${last().before.w.some(Boolean) ? `the line was ${lineInWords(last().before.w, last().before.b)}` : "there was no line"}.` : "") + (current() ? ` The last sample shown was (${current().join(", ")}).` : ""),
      }),
      planeLegend(),
      legend([{ text: "the line before this sample, and the way it moved", colour: colour.orange, dash: "8 6" }]),
      picture(ui, {
        // Not to be grabbed: the errors are what the rule found.
        name: "errors",
        maxWidth: 480,
        height: 190,
        draw: (pen, width, height) => drawErrors(pen, width, height, run()),
        alt: () => (run().errors.length ? `Errors per epoch: ${run().errors.slice(-20).join(", ")}.` : "Errors per epoch: no epoch finished yet."),
      }),
    ],
  );
}

/** The arithmetic of the last sample, line by line. */
function updateLines({ history, size, w, b }, lr) {
  if (!history.length) return ["All weights and the bias start at 0.", "For each sample:", "w ← w + lr·(target − output)·x", "b ← b + lr·(target − output)"];
  const { t, x, target, z, output, before } = history.at(-1);
  const error = target - output;
  const sum = x.map((xi, i) => `${factor(before.w[i])}·${xi}`).join(" + ");
  const lines = [
    `Epoch ${Math.floor(t / size) + 1}, sample ${(t % size) + 1} of ${size}: x = (${x.join(", ")}), target ${target}`,
    `z = ${sum} ${signed(before.b)} = ${fmt(z)}, output ${output}, error ${target} − ${output} = ${fmt(error)}`,
  ];
  if (error === 0) return [...lines, "Right: nothing changes."];
  x.forEach((xi, i) => lines.push(`w${i + 1} = ${fmt(before.w[i])} + ${fmt(lr)}·${factor(error)}·${xi} = ${fmt(w[i])}`));
  lines.push(`b = ${fmt(before.b)} + ${fmt(lr)}·${factor(error)} = ${fmt(b)}`);
  return lines;
}

/** How far the rule has come. A corner counts as wrong when it was shown; since then the neuron may have changed. */
export function learningInWords(gate, { w, b, history, errors, learned, again }) {
  if (learned) return `Learned: epoch ${learned} had no error, so nothing will ever change again.`;
  if (again) return `Epoch ${again} ended with weights that were there before. From here the rule goes round in circles for ever: no line does ${gate}.`;
  if (!history.length) return "Press One sample to show the neuron its first corner.";
  if (!errors.length) return "First epoch: every corner is shown once.";
  const now = truthTable(gate, w, b).filter(({ right }) => !right).length;
  return `${errors.length} ${errors.length === 1 ? "epoch" : "epochs"} done. Wrong when shown in the last one: ${errors.at(-1)}. Wrong now: ${now}.`;
}

function drawErrors(pen, width, height, { errors, size }) {
  const from = Math.max(0, errors.length - 20);
  const count = Math.max(10, errors.length - from);
  const plot = axes(pen, {
    left: 38,
    top: 26,
    width: width - 52,
    height: height - 70,
    x: [from + 0.5, from + count + 0.5],
    y: [0, size],
    xLabel: "epoch",
    yLabel: "errors in the epoch",
    xTicks: Array.from({ length: count }, (_, i) => from + i + 1).filter((n) => count <= 12 || n % 2 === 0),
    yTicks: Array.from({ length: size + 1 }, (_, i) => i),
  });
  const half = (plot.x(from + 1) - plot.x(from + 0.5)) * 0.6;
  errors.slice(from).forEach((wrong, i) => {
    const [x, y] = [plot.x(from + i + 1), plot.y(wrong)];
    if (wrong) pen.rect(x - half, y, 2 * half, plot.y(0) - y, { fill: colour.bad });
    else pen.text(x, plot.y(0) - 5, "0 ✓", { anchor: "middle", size: 12, fill: colour.good, "font-weight": 700 });
  });
}

function render(context) {
  const ui = widget(context, { title: "Tune a neuron until it is a gate" });
  const gate = select(ui, { path: "gate", label: "Gate", options: Object.keys(GATES), onset: () => ({ tries: 0, shown: 0 }) });
  ui.root.append(
    gate,
    tabs(ui, {
      path: "view",
      label: "Ways to find the weights",
      panels: [
        { value: "tune", text: "Tune by hand", content: tuneView(ui) },
        { value: "learn", text: "Learning rule", content: learnView(ui) },
      ],
    }),
  );
  return ui.stop;
}

export default { render };
