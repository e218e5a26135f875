// NetworkBuilder: a fully connected network drawn from its layer sizes, with the shape of every array and the
// parameter count. Second view: hidden ReLU units whose sum fits a curve.

import { button, columns, formula, group, row, select, slider, status, table, tabs, widget } from "./controls.js";
import { axes, colour, legend, picture, series } from "./draw.js";
import { point } from "./handles.js";
import { clamp, fmt, linspace, randomFrom } from "./numbers.js";

const SAMPLES = 41;
const END = 6;
export const TARGETS = { sine: "sine", bell: "bell", kink: "kink |x − 3|", stairs: "stairs" };

// ---- mathematics -----------------------------------------------------------------------------

/** The size of every layer, input first. */
export function sizesOf({ inputs, depth, widths, outputs }) {
  return [inputs, ...widths.slice(0, depth), outputs];
}

/** One row {W, b, out, weights, biases} per layer; the input layer has no W. `columns`: samples are columns. */
export function layerRows(sizes, batch, columns) {
  const pair = (a, b) => (columns ? [b, a] : [a, b]);
  return sizes.map((size, i) => ({
    W: i ? pair(sizes[i - 1], size) : null,
    b: i ? (columns ? [size, 1] : [size]) : null,
    out: pair(batch, size),
    weights: i ? sizes[i - 1] * size : 0,
    biases: i ? size : 0,
  }));
}

export function totals(rows) {
  const sum = (key) => rows.reduce((total, item) => total + item[key], 0);
  return { weights: sum("weights"), biases: sum("biases"), all: sum("weights") + sum("biases") };
}

export function targetAt(name, x) {
  if (name === "sine") return Math.sin(x);
  if (name === "bell") return 2 * Math.exp(-((x - 3) ** 2)) - 1;
  if (name === "kink") return Math.abs(x - 3) - 1.5;
  return x < END ? Math.floor(x / 2) - 1 : 1;
}

/** Where the units bend: evenly spaced from 0 unless they were moved. */
export const knotsOf = (units, kinks) => (kinks.length === units ? kinks : Array.from({ length: units }, (_, i) => (i * END) / units));

/**
 * The least-squares fit of `units` ReLU units with their kinks at `knotsOf(units, kinks)` to the samples of a target.
 * A sum of such units is a chain of straight pieces, so its heights at the kinks are found first (a
 * tridiagonal system) and the output weights are the changes of slope.
 * Returns {bias, knots, weights, points, sampleError, curveError, worst}.
 */
export function fitUnits(target, units, noise, seed, kinks = []) {
  const random = randomFrom(seed);
  const points = linspace(0, END, SAMPLES).map((x) => [x, targetAt(target, x) + noise * random.normal()]);
  const knots = knotsOf(units, kinks);
  const ends = [...knots, END];
  const heights = hatHeights(points, ends);
  const slopes = heights.slice(1).map((v, i) => (v - heights[i]) / (ends[i + 1] - ends[i]));
  const fit = {
    bias: heights[0],
    knots,
    weights: slopes.map((s, i) => (i ? s - slopes[i - 1] : s)),
    points,
  };
  const rms = (list) => Math.sqrt(list.reduce((sum, d) => sum + d * d, 0) / list.length);
  const apart = linspace(0, END, 601).map((x) => output(fit, x) - targetAt(target, x));
  fit.sampleError = rms(points.map(([x, y]) => output(fit, x) - y));
  fit.curveError = rms(apart);
  fit.worst = Math.max(...apart.map(Math.abs));
  return fit;
}

/** The network's output at x: bias + Σ weight·relu(x − knot). */
export function output({ bias, knots, weights }, x) {
  return knots.reduce((sum, knot, i) => sum + weights[i] * Math.max(0, x - knot), bias);
}

// Heights at the kinks: every sample lies between two of them and is a weighted mean of both.
function hatHeights(points, ends) {
  const n = ends.length;
  const [diagonal, beside, right] = [0, 1, 2].map(() => new Array(n).fill(0));
  for (const [x, y] of points) {
    const i = Math.max(0, Math.min(n - 2, ends.findLastIndex((end) => end <= x + 1e-12)));
    const t = (x - ends[i]) / (ends[i + 1] - ends[i]);
    diagonal[i] += (1 - t) ** 2;
    diagonal[i + 1] += t * t;
    beside[i] += t * (1 - t);
    right[i] += (1 - t) * y;
    right[i + 1] += t * y;
  }
  for (let i = 1; i < n; i += 1) {
    const factor = beside[i - 1] / diagonal[i - 1];
    diagonal[i] -= factor * beside[i - 1];
    right[i] -= factor * right[i - 1];
  }
  const heights = new Array(n).fill(0);
  for (let i = n - 1; i >= 0; i -= 1) heights[i] = (right[i] - (i + 1 < n ? beside[i] * heights[i + 1] : 0)) / diagonal[i];
  return heights;
}

// ---- first view: build a network ----------------------------------------------------------------

const MOST_NODES = 9;

const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, " ");
const shape = (dims) => (dims ? (dims.length === 1 ? `(${dims[0]},)` : `(${dims.join(", ")})`) : "none");

function layerName(i, count) {
  return i === 0 ? "input" : i === count - 1 ? "output" : `hidden ${i}`;
}

/** The vertical places of the nodes that are drawn; wide layers lose their middle. */
function places(size, top, height) {
  const shown = Math.min(size, MOST_NODES);
  const gap = Math.min(40, height / MOST_NODES);
  const start = top + height / 2 - ((shown - 1) * gap) / 2;
  return Array.from({ length: shown }, (_, i) => start + i * gap).filter((_, i) => size <= MOST_NODES || i !== (MOST_NODES - 1) / 2);
}

/** A + and a − that add a hidden layer and take one away, and on each layer's number a handle: up for more neurons. */
function layerHandles(pen, width, ui, sizes, xs) {
  const depth = ui.get("depth");
  for (const [name, sign, x, to, what] of [["fewer", "−", width / 2 - 96, depth - 1, "Take the last hidden layer away"], ["more", "+", width / 2 + 96, depth + 1, "Add a hidden layer"]]) {
    if (to < 0 || to > 4) continue;
    pen.circle(x, 22, 13, { fill: colour.panel, stroke: colour.accent, "stroke-width": 1.5 });
    pen.text(x, 29, sign, { anchor: "middle", size: 20, "font-weight": 700, fill: colour.accent });
    pen.handle({ name, label: what, at: [x, 22], hides: ["depth"], press: () => ({ depth: to }) });
  }
  pen.text(width / 2, 27, `hidden layers: ${depth}`, { anchor: "middle", "font-weight": 650 });
  sizes.forEach((size, i) => {
    const last = sizes.length - 1;
    const [path, max] = i === 0 ? ["inputs", 1024] : i === last ? ["outputs", 100] : [`widths.${i - 1}`, 512];
    const to = (value) => ({ [path]: clamp(Math.round(value), 1, max) });
    pen.handle({
      name: path, label: `Size of layer ${layerName(i, sizes.length)}`, words: String(size), now: size, min: 1, max, paths: [path], at: [xs[i], LAYER_TOP + 32],
      drag: (_, y, from) => to(from.now + (from.at[1] - y) / 4),
      keys: (dx, dy) => to(size + dx + dy),
      end: (most) => to(most ? max : 1),
      type: to,
    });
  });
}

const LAYER_TOP = 44;

function drawNetwork(pen, width, height, ui, sizes, rows) {
  const [top, tall, edge] = [48 + LAYER_TOP, height - 104 - LAYER_TOP, Math.min(62, width / 8)];
  const xs = sizes.map((_, i) => edge + ((width - 2 * edge) * i) / (sizes.length - 1));
  const ys = sizes.map((size) => places(size, top, tall));
  const crowd = Math.max(...sizes.slice(1).map((_, i) => ys[i].length * ys[i + 1].length));
  sizes.slice(1).forEach((_, i) => {
    let d = "";
    for (const a of ys[i]) for (const b of ys[i + 1]) d += `M${xs[i]} ${a.toFixed(1)}L${xs[i + 1]} ${b.toFixed(1)}`;
    pen.path(d, { stroke: colour.line, "stroke-width": crowd > 40 ? 0.8 : 1.2, opacity: crowd > 40 ? 0.55 : 0.9 });
  });
  const radius = Math.min(12, tall / MOST_NODES / 2.6);
  const roomy = (xs[1] - xs[0]) > 84;
  sizes.forEach((size, i) => {
    const input = i === 0;
    for (const y of ys[i]) {
      if (input) pen.rect(xs[i] - radius * 0.8, y - radius * 0.8, 1.6 * radius, 1.6 * radius, { fill: colour.ground, stroke: colour.ink, "stroke-width": 2 });
      else pen.circle(xs[i], y, radius, { fill: i === sizes.length - 1 ? colour.orange : colour.blue, stroke: colour.ground, "stroke-width": 1.5 });
    }
    if (size > MOST_NODES) pen.text(xs[i], top + tall / 2 + 7, "⋮", { anchor: "middle", size: 22, halo: true, "font-weight": 700 });
    pen.text(xs[i], LAYER_TOP + 14, roomy ? layerName(i, sizes.length) : ["in", "out", `h${i}`][input ? 0 : i === sizes.length - 1 ? 1 : 2], { anchor: "middle", fill: colour.soft });
    pen.text(xs[i], LAYER_TOP + 37, grouped(size), { anchor: "middle", size: 15, "font-weight": 700 });
    pen.text(xs[i], height - 34, shape(rows[i].out), { anchor: "middle", size: roomy ? 14 : 12, "font-weight": 650, fill: colour.accent });
    if (!input && roomy) pen.text((xs[i] + xs[i - 1]) / 2, height - 10, `${sizes[i - 1]}·${size} + ${size}`, { anchor: "middle", size: 13, fill: colour.soft });
  });
  layerHandles(pen, width, ui, sizes, xs);
}

function networkInWords(sizes, rows) {
  const layers = sizes.map((size, i) => `${layerName(i, sizes.length)} ${size}, output shape ${shape(rows[i].out)}`);
  return `Network with ${sizes.length} columns of nodes, each linked to all of the next: ${layers.join("; ")}.`;
}

function buildView(ui) {
  const state = () => Object.fromEntries(["inputs", "depth", "widths", "outputs", "batch", "convention"].map((key) => [key, ui.get(key)]));
  const sizes = () => sizesOf(state());
  const rows = () => layerRows(sizes(), ui.get("batch"), ui.get("convention") === "columns");
  const width = (i) => {
    const control = slider(ui, { path: `widths.${i}`, name: "widths", label: `Neurons in hidden layer ${i + 1}`, min: 1, max: 512, step: 1 });
    ui.paint(() => {
      if (control.style) control.style.display = i < ui.get("depth") ? "" : "none";
    });
    return control;
  };
  const sum = formula(ui, () => `${sizes().slice(1).map((size, i) => `${sizes()[i]}·${size} + ${size}`).join(" + ")} = ${grouped(totals(rows()).all)}`);
  const controls = columns(
    [
      slider(ui, { path: "inputs", label: "Inputs (features)", min: 1, max: 1024, step: 1 }),
      slider(ui, { path: "depth", label: "Hidden layers", min: 0, max: 4, step: 1 }),
      ...[0, 1, 2, 3].map(width),
      slider(ui, { path: "outputs", label: "Outputs", min: 1, max: 100, step: 1 }),
      slider(ui, { path: "batch", label: "Samples in the batch", min: 1, max: 256, step: 1 }),
      select(ui, { path: "convention", label: "Shapes", options: [["rows", "one sample a row (batch-first, Keras)"], ["columns", "one sample a column"]] }),
    ],
    [
      status(ui, () => buildInWords(sizes(), rows()), () => "note", "One unit more in a layer: how many parameters more? Count them, then add it."),
      picture(ui, {
        name: "network",
        maxWidth: 640,
        height: 400 + LAYER_TOP,
        draw: (pen, wide, tall) => drawNetwork(pen, wide, tall, ui, sizes(), rows()),
        alt: () => networkInWords(sizes(), rows()),
      }),
      sum,
    ],
  );
  const shapes = table(ui, {
    caption: "Shapes and parameters",
    head: ["layer", "W", "b", "output", "weights", "biases", "both"],
    rows: () => {
      const all = totals(rows());
      return [
        ...rows().map((r, i) => [layerName(i, rows().length), shape(r.W), shape(r.b), shape(r.out), ...[r.weights, r.biases, r.weights + r.biases].map(grouped)]),
        { cells: ["sum", "", "", "", ...[all.weights, all.biases, all.all].map(grouped)], mark: "now" },
      ];
    },
  });
  return [controls, shapes];
}

function buildInWords(sizes, rows) {
  const all = totals(rows);
  return `${sizes.join("-")}: ${grouped(all.all)} parameters, ${grouped(all.weights)} weights and ${grouped(all.biases)} biases.`;
}

// ---- second view: fit a curve -------------------------------------------------------------------

const NEAREST = 0.3; // kinks nearer to each other than two samples would leave a piece without a sample
const MOST_MOVED = 8;

function drawFit(pen, width, height, ui, target, fit) {
  const plot = axes(pen, {
    left: 46, top: 26, width: width - 60, height: height - 70, x: [0, END], y: [-2.2, 2.2], xLabel: "x", yLabel: "output",
  });
  // Stairs jump: drawn as pieces with gaps.
  const parts = target === "stairs" ? [[0, 1.9999], [2, 3.9999], [4, 6]] : [[0, END]];
  for (const [from, to] of parts) {
    plot.curve(linspace(from, to, 160).map((x) => [x, targetAt(target, x)]), { stroke: series[1].colour, "stroke-width": 2.5, "stroke-dasharray": series[1].dash });
  }
  plot.dots(fit.points, "plus", 3.5, { fill: colour.soft });
  const corners = [...fit.knots, END].map((x) => [x, output(fit, x)]);
  plot.curve(corners, { stroke: colour.blue, "stroke-width": 3 });
  plot.dots(corners.slice(0, -1), "circle", 5, { fill: colour.blue });
  // The first kink stays at 0, where the samples begin; more than a few lie too close to be taken one by one.
  if (fit.knots.length > MOST_MOVED) return;
  fit.knots.slice(1).forEach((knot, k) => {
    const i = k + 1;
    const to = (x) => bent(fit.knots, i, x);
    pen.handle({
      name: `kink${i + 1}`, label: `Kink of unit ${i + 1}`, words: `x = ${fmt(knot, 2)}`, now: knot, min: 0, max: END, paths: ["kinks"], hides: ["units"],
      at: [plot.x(knot), plot.y(clamp(output(fit, knot), -2.2, 2.2))],
      drag: (x) => to(plot.valueX(x)),
      keys: (dx, dy) => to(knot + 0.05 * (dx + dy)),
      end: (top) => to(top ? END : 0),
      type: to,
    });
  });
}

/** Kink `i` taken to x, as far as its neighbours let it. */
function bent(knots, i, x) {
  const [low, high] = [knots[i - 1] + NEAREST, (knots[i + 1] ?? END) - NEAREST];
  return { kinks: knots.map((old, j) => (j === i ? clamp(Number(x.toFixed(2)), low, high) : old)) };
}

/** The twin of the handles in the picture. */
function oneKink(ui, fit) {
  if (ui.hidden("kinks")) return "";
  const mine = () => Math.min(ui.get("unit"), fit().knots.length) - 1;
  const box = group("Move one kink", { open: false },
    select(ui, { path: "unit", label: "Kink of unit", options: () => fit().knots.slice(1).map((_, k) => k + 2), read: () => mine() + 1 }),
    slider(ui, { path: "kinks", label: "Its x", min: 0, max: END, step: 0.05, format: (x) => fmt(x, 2), read: () => fit().knots[mine()], write: (x) => bent(fit().knots, mine(), x) }));
  ui.paint(() => (box.style.display = fit().knots.length > 1 && fit().knots.length <= MOST_MOVED ? "" : "none"));
  return box;
}

function drawUnits(pen, width, height, fit) {
  const ends = fit.weights.map((w, i) => w * (END - fit.knots[i]));
  const most = Math.max(1, ...ends.map(Math.abs));
  const plot = axes(pen, {
    left: 46, top: 26, width: width - 60, height: height - 70, x: [0, END], y: [-1.08 * most, 1.08 * most],
    xLabel: "x", yLabel: "what each unit adds",
  });
  fit.weights.forEach((_, i) => {
    const style = series[i % series.length];
    plot.curve([[0, 0], [fit.knots[i], 0], [END, ends[i]]], { stroke: style.colour, "stroke-width": 2, "stroke-dasharray": style.dash });
  });
  plot.dots(fit.knots.map((knot) => [knot, 0]), "circle", 4.5, { fill: colour.blue });
}

/** Whether the curve is met, but for the rounding of the arithmetic. */
const met = (noise, fit) => noise === 0 && fit.worst < 1e-9;

export function fitInWords(units, noise, fit) {
  const plain = `${units} hidden ${units === 1 ? "unit" : "units"}, ${3 * units + 1} parameters. Error on the samples ${fmt(fit.sampleError, 3)}, against the true curve ${fmt(fit.curveError, 3)}.`;
  if (met(noise, fit)) return `${plain} The curve is met exactly.`;
  if (noise === 0) return `${plain} The largest distance to the curve is ${fmt(fit.worst, 3)}.`;
  if (fit.curveError > fit.sampleError) return `${plain} It is nearer to the noisy samples than to the curve behind them.`;
  return plain;
}

function fitView(ui) {
  let memo = { id: "" };
  const fit = () => {
    const given = ["target", "units", "noise", "seed", "kinks"].map(ui.get);
    if (memo.id !== given.join()) memo = { id: given.join(), ...fitUnits(...given) };
    return memo;
  };
  return columns(
    [
      select(ui, { path: "target", label: "Curve", options: Object.entries(TARGETS) }),
      slider(ui, { path: "units", label: "Hidden ReLU units", min: 1, max: 30, step: 1, onset: () => ({ kinks: [] }) }),
      oneKink(ui, fit),
      slider(ui, { path: "noise", label: "Noise in the samples", min: 0, max: 1, step: 0.05 }),
      row(button(ui, { name: "draw", label: "New noise", when: () => ui.get("noise") > 0, onclick: () => ui.set("seed", (ui.get("seed") + 1) % 1000001) })),
      status(ui, () => fitInWords(ui.get("units"), ui.get("noise"), fit()), () => (met(ui.get("noise"), fit()) ? "good" : "note"), "How many units does this curve need? Say it, then change their number."),
    ],
    [
      picture(ui, {
        name: "fit",
        maxWidth: 560,
        height: 290,
        draw: (pen, width, height) => drawFit(pen, width, height, ui, ui.get("target"), fit()),
        alt: () => `The curve ${TARGETS[ui.get("target")]} from x = 0 to 6 with ${SAMPLES} samples, and a chain of ${ui.get("units")} straight pieces fitted to them. ${fitInWords(ui.get("units"), ui.get("noise"), fit())}`,
      }),
      legend([
        { text: "sum of the units, kinks marked", colour: colour.blue, dash: "" },
        { text: "true curve", ...series[1], mark: undefined },
        { text: "sample", mark: "plus", colour: colour.soft },
      ]),
      picture(ui, {
        // Not to be grabbed: the weights are the fit's answer to where the kinks are.
        name: "units",
        maxWidth: 560,
        height: 220,
        draw: (pen, width, height) => drawUnits(pen, width, height, fit()),
        alt: () => `What each unit adds: flat at 0 up to its kink, then a straight line. Output weights: ${fit().weights.map((w) => fmt(w, 2)).join(", ")}; output bias ${fmt(fit().bias, 2)}.`,
      }),
    ],
  );
}

function render(context) {
  const ui = widget(context, { title: "Build a feedforward network", wide: true });
  ui.root.append(
    tabs(ui, {
      path: "view",
      label: "What to look at",
      panels: [
        { value: "build", text: "Layers, shapes, parameters", content: buildView(ui) },
        { value: "fit", text: "ReLU units fit a curve", content: fitView(ui) },
      ],
    }),
  );
  return ui.stop;
}

export default { render };
