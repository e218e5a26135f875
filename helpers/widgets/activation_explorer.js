// ActivationExplorer: a point z on an activation function with its tangent and its derivative, the product
// of n derivatives on a log axis, and softmax of three scores.

import { columns, formula, select, slider, stacked, status, table, tabs, widget } from "./controls.js";
import { axes, colour, legend, picture, series } from "./draw.js";
import { point, snapped } from "./handles.js";
import { clamp, fmt } from "./numbers.js";

export const NAMES = {
  step: "binary step",
  linear: "linear",
  sigmoid: "sigmoid",
  tanh: "tanh",
  relu: "ReLU",
  leaky_relu: "leaky ReLU",
  softplus: "softplus",
};
const SATURATED_SHARE = 0.05;
const LOW = -8;
const HIGH = 8;

// ---- mathematics -----------------------------------------------------------------------------

// exp of a negative number only: it may vanish, it never overflows.
function logistic(z) {
  const e = Math.exp(-Math.abs(z));
  return (z >= 0 ? 1 : e) / (1 + e);
}

/** The activation `name` at z; `alpha` is the slope of leaky ReLU for z ≤ 0. */
export function value(name, z, alpha) {
  switch (name) {
    case "step": return z >= 0 ? 1 : 0;
    case "linear": return z;
    case "sigmoid": return logistic(z);
    case "tanh": return Math.tanh(z);
    case "relu": return Math.max(z, 0);
    case "leaky_relu": return z > 0 ? z : alpha * z;
    case "softplus": return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    default: throw new Error(`unknown activation "${name}"`);
  }
}

/** Its derivative at z; at a kink the one from the left, as usual (ReLU 0, leaky ReLU alpha). */
export function derivative(name, z, alpha) {
  switch (name) {
    case "step": return 0;
    case "linear": return 1;
    case "sigmoid": return logistic(z) * logistic(-z);
    case "tanh": return 1 / Math.cosh(z) ** 2;
    case "relu": return z > 0 ? 1 : 0;
    case "leaky_relu": return z > 0 ? 1 : alpha;
    case "softplus": return logistic(z);
    default: throw new Error(`unknown activation "${name}"`);
  }
}

/** The greatest derivative anywhere (for softplus, the limit). */
export function best(name, alpha) {
  if (name === "step") return 0;
  if (name === "sigmoid") return 0.25;
  return name === "leaky_relu" ? Math.max(1, alpha) : 1;
}

/** "flat", "saturated", "leaking" or "active". */
export function band(name, z, alpha) {
  const slope = derivative(name, z, alpha);
  if (slope === 0) return "flat";
  if (name === "leaky_relu") return z > 0 ? "active" : "leaking";
  return slope < SATURATED_SHARE * best(name, alpha) ? "saturated" : "active";
}

/** The stretches [from, to] of the z axis that are flat, saturated or leaking, as {from, to, kind}. */
export function bands(name, alpha) {
  const kind = band(name, LOW, alpha);
  if (name === "step") return [{ from: LOW, to: HIGH, kind }];
  if (kind === "active") return [];
  if (name === "relu" || name === "leaky_relu") return [{ from: LOW, to: 0, kind }];
  if (name === "softplus") return [{ from: LOW, to: Math.log(SATURATED_SHARE / (1 - SATURATED_SHARE)), kind }];
  // σ(1−σ) and 1−tanh² fall to the share s of their maximum where |tanh| = √(1−s), of z/2 and of z.
  const edge = Math.atanh(Math.sqrt(1 - SATURATED_SHARE)) * (name === "sigmoid" ? 2 : 1);
  return [{ from: LOW, to: -edge, kind }, { from: edge, to: HIGH, kind }];
}

/** Softmax of a list of numbers at a temperature. */
export function probabilities(logits, temperature) {
  const top = Math.max(...logits);
  const weights = logits.map((score) => Math.exp((score - top) / temperature));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

// ---- first view: function and derivative ------------------------------------------------------

const RANGES = {
  step: [[-0.3, 1.3], [-0.3, 1.3]],
  linear: [[-8, 8], [-0.3, 1.3]],
  sigmoid: [[-0.15, 1.15], [-0.03, 0.3]],
  tanh: [[-1.3, 1.3], [-0.15, 1.2]],
  relu: [[-4, 8], [-0.3, 1.3]],
  leaky_relu: [[-4, 8], [-0.3, 1.3]],
  softplus: [[-4, 8], [-0.3, 1.3]],
};

const SIDE_BY_SIDE = 560;

function drawCurves(pen, width, height, ui, { name, z, alpha }) {
  const apart = width >= SIDE_BY_SIDE || height < 400;
  const box = apart
    ? { width: width / 2 - 64, height: height - 72 }
    : { width: width - 60, height: height / 2 - 72 };
  const [yRange, slopeRange] = RANGES[name].map((range) => [...range]);
  if (name === "leaky_relu") {
    yRange[0] = Math.min(-4, -8 * alpha);
    slopeRange[1] = Math.max(1.3, 1.15 * alpha);
  }
  const shared = { x: [LOW, HIGH], xLabel: "z", ...box };
  const left = axes(pen, { ...shared, left: 46, top: 26, y: yRange, yLabel: `f(z), ${NAMES[name]}` });
  shade(pen, left, name, alpha, yRange);
  plotFunction(pen, left, name, alpha, yRange);
  drawTangent(pen, left, name, z, alpha);
  const corner = apart ? { left: width / 2 + 50, top: 26 } : { left: 46, top: height / 2 + 26 };
  const right = axes(pen, { ...shared, ...corner, y: slopeRange, yLabel: "f ′(z), its derivative" });
  shade(pen, right, name, alpha, slopeRange);
  plotDerivative(pen, right, name, alpha, slopeRange);
  const slope = derivative(name, z, alpha);
  right.inside(() => pen.line(right.x(z), right.y(slopeRange[0]), right.x(z), right.y(slopeRange[1]), { stroke: colour.soft, "stroke-dasharray": "3 4" }));
  right.dots([[z, slope]], "diamond", 8, { fill: colour.orange });
  const x = { path: "z", min: LOW, max: HIGH, step: 0.1 };
  const words = `${fmt(z, 2)}, value ${fmt(value(name, z, alpha), 4)}, slope ${fmt(slope, 4)}`;
  pen.handle(point(ui, left, { name: "tangent", label: "Net input z, on the curve", x, y: clamp(value(name, z, alpha), ...yRange), words }));
  pen.handle(point(ui, right, { name: "slope", label: "Net input z, on the derivative", x, y: clamp(slope, ...slopeRange), words }));
}

function shade(pen, plot, name, alpha, [low, high]) {
  for (const { from, to, kind } of bands(name, alpha)) {
    const area = [[from, low], [to, low], [to, high], [from, high]].map(([a, b]) => [plot.x(a), plot.y(b)]);
    plot.inside(() => {
      pen.polygon(area, { fill: kind === "flat" ? colour.red : colour.purple, opacity: 0.1 });
      pen.hatch(area, { gap: kind === "flat" ? 11 : 20, stroke: kind === "flat" ? colour.red : colour.purple });
    });
    const wide = plot.x(to) - plot.x(from);
    if (wide > 8.4 * kind.length) pen.text(plot.x((from + to) / 2), plot.y(high) + 18, kind, { anchor: "middle", halo: true, "font-weight": 650 });
  }
}

// A step or a jump of the derivative is two pieces with a gap, not a steep line.
function pieces(name, alpha, fn, jumps) {
  const whole = Array.from({ length: 321 }, (_, i) => LOW + ((HIGH - LOW) * i) / 320);
  if (!jumps) return [whole.map((v) => [v, fn(name, v, alpha)])];
  const left = [...whole.filter((v) => v < 0), -1e-9];
  const right = [1e-9, ...whole.filter((v) => v > 0)];
  return [left, right].map((part) => part.map((v) => [v, fn(name, v, alpha)]));
}

function plotFunction(pen, plot, name, alpha) {
  for (const piece of pieces(name, alpha, value, name === "step")) plot.curve(piece, { stroke: colour.blue, "stroke-width": 3 });
  if (name === "step") {
    plot.dots([[0, 1]], "circle", 5, { fill: colour.blue });
    pen.circle(plot.x(0), plot.y(0), 5, { fill: colour.ground, stroke: colour.blue, "stroke-width": 2 });
  }
}

function plotDerivative(pen, plot, name, alpha) {
  const jumps = name === "step" || name === "relu" || (name === "leaky_relu" && alpha !== 1);
  for (const piece of pieces(name, alpha, derivative, jumps)) plot.curve(piece, { stroke: colour.blue, "stroke-width": 3 });
  if (jumps) {
    const low = derivative(name, 0, alpha);
    const high = derivative(name, 1, alpha);
    if (name === "step") pen.circle(plot.x(0), plot.y(0), 5, { fill: colour.ground, stroke: colour.blue, "stroke-width": 2 });
    else {
      plot.dots([[0, low]], "circle", 5, { fill: colour.blue });
      pen.circle(plot.x(0), plot.y(high), 5, { fill: colour.ground, stroke: colour.blue, "stroke-width": 2 });
    }
  }
}

function drawTangent(pen, plot, name, z, alpha) {
  const [y, slope] = [value(name, z, alpha), derivative(name, z, alpha)];
  const reach = 3;
  plot.inside(() => {
    pen.line(plot.x(z - reach), plot.y(y - reach * slope), plot.x(z + reach), plot.y(y + reach * slope), {
      stroke: colour.orange,
      "stroke-width": 2.5,
      "stroke-dasharray": "9 5",
    });
    pen.mark("diamond", plot.x(z), plot.y(y), 8, { fill: colour.orange });
  });
}

function curvesInWords({ name, z, alpha }) {
  const dim = bands(name, alpha).map(({ from, to, kind }) => `${kind} from z = ${fmt(from, 2)} to ${fmt(to, 2)}`);
  return (
    `Two plots over z from ${fmt(LOW)} to ${HIGH}: ${NAMES[name]} and its derivative. At z = ${fmt(z, 2)} the value is ${fmt(value(name, z, alpha), 6)} ` +
    `and the tangent has slope ${fmt(derivative(name, z, alpha), 6)}. ${dim.length ? `Shaded: ${dim.join("; ")}.` : "No shaded band: the derivative is never small."}`
  );
}

const WORDS = {
  flat: "the derivative is exactly 0. No error signal comes through here, so the weights below do not move.",
  saturated: "the curve is almost flat. An error signal that comes back is multiplied by this small number.",
  leaking: "the derivative is α. The signal is weakened but never cut off.",
  active: "the derivative is of useful size, and an error signal comes through.",
};

function bandInWords({ name, z, alpha }) {
  const kind = band(name, z, alpha);
  if (name === "step" && z === 0) return "On the jump: the step has no derivative at 0, and 0 everywhere else.";
  if (name === "leaky_relu" && kind === "leaking" && alpha > 1) return "Leaking, but α is above 1: the signal grows on this side.";
  return `${kind[0].toUpperCase()}${kind.slice(1)}: ${WORDS[kind]}`;
}

// ---- second view: many layers -----------------------------------------------------------------

const FLOAT32_SMALLEST = 1.1754943508222875e-38;

function drawLayers(pen, width, height, { name, z, alpha, n }) {
  const [slope, top] = [derivative(name, z, alpha), best(name, alpha)];
  const counts = Array.from({ length: n }, (_, i) => i + 1);
  const all = [slope, top].filter((v) => v > 0).flatMap((v) => [v, v ** n]);
  const low = 10 ** Math.floor(Math.log10(Math.max(1e-300, Math.min(0.1, ...all))) - 0.5);
  const high = 10 ** Math.ceil(Math.log10(Math.max(1, ...all)) + 0.5);
  const plot = axes(pen, {
    left: 62,
    top: 26,
    width: width - 80,
    height: height - 70,
    x: [0.5, n + 0.5],
    y: [low, high],
    yLog: true,
    xTicks: counts.filter((k) => n <= 12 || k % 5 === 0 || k === 1),
    xLabel: "number of layers",
    yLabel: "product of the derivatives",
    format: (v) => (Math.abs(v) >= 1e4 || (v < 1e-3 && v > 0) ? v.toExponential(0).replace("e+", "e").replace("-", "−") : fmt(v, 3)),
  });
  if (low < FLOAT32_SMALLEST) {
    plot.curve([[0.5, FLOAT32_SMALLEST], [n + 0.5, FLOAT32_SMALLEST]], { stroke: colour.soft, "stroke-dasharray": "2 3" });
    pen.text(plot.x(n + 0.5) - 6, plot.y(FLOAT32_SMALLEST) - 6, "smallest normal float32", { anchor: "end", fill: colour.soft, halo: true, size: 12 });
  }
  const lines = [[top, series[0]], [slope, series[1]]];
  for (const [d, style] of lines) {
    if (d <= 0) continue;
    const points = counts.map((k) => [k, d ** k]);
    plot.curve(points, { stroke: style.colour, "stroke-width": 2.5, "stroke-dasharray": style.dash });
    plot.dots(points, style.mark, n > 20 ? 4 : 5.5, { fill: style.colour });
  }
  if (slope <= 0) {
    const text = "the product is 0: below every power of ten";
    pen.text(plot.x(0.5 + n / 2), plot.y(low) - 12, text, { anchor: "middle", halo: true, "font-weight": 650, fill: colour.orange });
  }
}

function layersInWords({ name, z, alpha, n }) {
  const [slope, top] = [derivative(name, z, alpha), best(name, alpha)];
  const one = n === 1;
  return (
    `With ${NAMES[name]} at z = ${fmt(z, 2)} the derivative is ${fmt(slope, 6)}. ` +
    `${one ? "One layer gives" : `The product over ${n} layers is`} ${fmt(slope ** n)}; ` +
    `at best it could be ${fmt(top)}${one ? "" : `${superscript(n)} = ${fmt(top ** n)}`}.`
  );
}

function superscript(n) {
  return [...String(n)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]).join("");
}

function layersKind({ name, z, alpha, n }) {
  const product = derivative(name, z, alpha) ** n;
  return product < 1e-3 || product > 1e3 ? "bad" : "good";
}

// ---- third view: softmax ----------------------------------------------------------------------

function drawBars(pen, width, height, ui, shares) {
  const plot = axes(pen, {
    left: 52,
    top: 26,
    width: width - 66,
    height: height - 62,
    x: [0.4, shares.length + 0.6],
    y: [0, 1],
    xTicks: shares.map((_, i) => i + 1),
    yLabel: "probability",
    format: (v) => (Number.isInteger(v) && v > 0 ? fmt(v) : fmt(v, 2)),
  });
  const half = (plot.x(1.32) - plot.x(1));
  shares.forEach((share, i) => {
    const x = plot.x(i + 1);
    pen.rect(x - half, plot.y(share), 2 * half, plot.y(0) - plot.y(share), { fill: series[i].colour, opacity: 0.85 });
    const inside = share > 0.9;
    // Clear of the handle on the bar's top.
    pen.text(x, plot.y(share) + (inside ? 33 : -18), fmt(share, 4), { anchor: "middle", "font-weight": 700, halo: true });
    // The score that makes the bar so high while the other scores stay: softmax, solved for z.
    const [path, score, heat] = [`logits.${i}`, ui.get(`logits.${i}`), ui.get("temperature")];
    const scale = { min: -10, max: 10, step: 0.1 };
    const others = Math.log(shares.reduce((sum, p, k) => (k === i ? sum : sum + p), 0) / share) * heat + score;
    pen.handle({
      name: `bar${i + 1}`, label: `Bar of class ${i + 1} (its score z${i + 1})`, words: `score ${fmt(score, 2)}, probability ${fmt(share)}`, now: score, ...scale,
      paths: [path], hides: ["logits"], at: [x, plot.y(share)],
      drag: (_, y) => {
        const wanted = clamp(plot.valueY(y), 1e-6, 1 - 1e-6);
        return { [path]: snapped(others + heat * Math.log(wanted / (1 - wanted)), scale) };
      },
      keys: (dx, dy) => ({ [path]: snapped(score + 0.1 * (dx + dy), scale) }),
      end: (top) => ({ [path]: top ? 10 : -10 }),
      type: (number) => ({ [path]: clamp(number, -10, 10) }),
    });
  });
  pen.text(plot.x(2), height - 2, "class", { anchor: "middle" });
}

function softmaxView(ui) {
  const raw = () => ui.get("logits");
  const shown = () => raw().map((score) => score + ui.get("shift"));
  const shares = () => probabilities(raw(), ui.get("temperature"));
  const knobs = [0, 1, 2].map((i) =>
    slider(ui, { path: `logits.${i}`, name: "logits", label: `Score z${i + 1}`, min: -10, max: 10, step: 0.1 }));
  const sum = formula(ui, () => `p1 + p2 + p3 = ${shares().map((p) => fmt(p)).join(" + ")} = 1`);
  return columns(
    [
      ...knobs,
      slider(ui, { path: "temperature", label: "Temperature T", min: 0.1, max: 10, step: 0.1 }),
      slider(ui, { path: "shift", label: "Add to every score", min: -1000, max: 1000, step: 50 }),
    ],
    [
      status(ui, () => softmaxInWords(shown(), shares(), ui.get("temperature")), () => "note", "You raise score 3. What becomes of each of the three probabilities? Say it, then move the score."),
      picture(ui, {
        name: "softmax",
        maxWidth: 520,
        height: 300,
        draw: (pen, width, height) => drawBars(pen, width, height, ui, shares()),
        alt: () => `Three bars: ${shares().map((p, i) => `class ${i + 1} has probability ${fmt(p)}`).join(", ")}.`,
      }),
      sum,
    ],
    table(ui, {
      caption: "From score to probability",
      head: ["class", "score z", "z − max", "exp((z − max)/T)", "probability"],
      rows: () => {
        const top = Math.max(...shown());
        return shown().map((score, i) => [
          i + 1,
          fmt(score, 2),
          fmt(score - top, 2),
          fmt(Math.exp((raw()[i] - Math.max(...raw())) / ui.get("temperature"))),
          fmt(shares()[i]),
        ]);
      },
    }),
  );
}

function softmaxInWords(scores, shares, temperature) {
  const top = Math.max(...shares);
  const winners = shares.map((p, i) => [p, i + 1]).filter(([p]) => p === top).map(([, i]) => i);
  const who = winners.length > 1 ? `Classes ${winners.join(" and ")} share the highest probability` : `Class ${winners[0]} has the highest probability`;
  const heat = temperature === 1 ? "" : temperature > 1 ? " A temperature above 1 evens the shares out." : " A temperature below 1 sharpens them.";
  const large = Math.max(...scores) > 709 * temperature ? " exp of the raw scores would overflow; exp of z − max does not." : "";
  return `${who}, ${fmt(top)}.${heat}${large}`;
}

// ---- the widget --------------------------------------------------------------------------------

function render(context) {
  const ui = widget(context, { title: "Explore activation functions", wide: true });
  const state = () => ({ name: ui.get("function"), z: ui.get("z"), alpha: ui.get("alpha"), n: ui.get("n") });
  // The same controls stand in two tabs; both read and write the same state.
  const choose = () => [
    select(ui, { path: "function", label: "Function f", options: Object.entries(NAMES) }),
    slider(ui, { path: "z", label: "Net input z", min: LOW, max: HIGH, step: 0.1 }),
    onlyForLeaky(ui, slider(ui, { path: "alpha", label: "Slope α for z ≤ 0", min: 0, max: 2, step: 0.01 })),
  ];
  const shown = picture(ui, {
    name: "curve",
    maxWidth: 1000,
    height: (width) => (width >= SIDE_BY_SIDE ? 330 : 620),
    draw: (pen, width, height) => drawCurves(pen, width, height, ui, state()),
    alt: () => curvesInWords(state()),
  });
  const curve = stacked(
    shown,
    columns(choose(), [
      table(ui, {
        caption: "At this z",
        head: ["z", "value f(z)", "derivative f ′(z)", "band"],
        rows: () => {
          const { name, z, alpha } = state();
          return [[fmt(z, 2), fmt(value(name, z, alpha), 6), fmt(derivative(name, z, alpha), 6), band(name, z, alpha)]];
        },
      }),
      status(ui, () => bandInWords(state()), () => (["active", "leaking"].includes(band(state().name, state().z, state().alpha)) ? "good" : "bad"), "At which z is the derivative largest, and how large is it there? Say it, then move z."),
    ]),
    legend([
      { text: "function or derivative", colour: colour.blue, dash: "" },
      { text: "tangent at z", colour: colour.orange, dash: "9 5" },
      { text: "the point z", colour: colour.orange, mark: "diamond" },
      { text: "band where little or no signal comes through", hatch: true, colour: colour.purple },
    ]),
  );
  const layers = columns(
    [...choose(), slider(ui, { path: "n", label: "Number of layers n", min: 1, max: 30, step: 1 })],
    [
      status(ui, () => layersInWords(state()), () => layersKind(state()), "After how many layers is less than a thousandth left? Say it, then move n."),
      picture(ui, {
        // Not to be grabbed: its axis follows the number of layers, so that nothing would stay under the pointer.
        name: "layers",
        maxWidth: 560,
        height: 340,
        draw: (pen, width, height) => drawLayers(pen, width, height, state()),
        alt: () => `Log plot of the product of derivatives against the number of layers, up to ${state().n}. ${layersInWords(state())}`,
      }),
      legend([
        { text: "at best", ...series[0] },
        { text: "every layer at this z", ...series[1] },
      ]),
    ],
  );
  ui.root.append(
    tabs(ui, {
      path: "view",
      label: "What to look at",
      panels: [
        { value: "curve", text: "Function and derivative", content: curve },
        { value: "layers", text: "Many layers", content: layers },
        { value: "softmax", text: "Softmax", content: softmaxView(ui) },
      ],
    }),
  );
  return ui.stop;
}

function onlyForLeaky(ui, control) {
  ui.paint(() => {
    if (control.style) control.style.display = ui.get("function") === "leaky_relu" ? "" : "none";
  });
  return control;
}

export default { render };
