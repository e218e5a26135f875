// GradientFlow: what happens to activations on their way forward and to gradients on their way back through a deep
// network with random weights: histograms layer by layer, and gradient norms on a logarithmic axis.

import { button, columns, formula, h, row, select, slider, status, toggle, widget } from "./controls.js";
import { axes, colour, legend, picture } from "./draw.js";
import { clamp, fmt } from "./numbers.js";
import { WIDTH, factorBack, histogram, pass } from "./flow_math.js";

const BINS = 20;
const RANGE = { sigmoid: [0, 1], tanh: [-1, 1], relu: [0, 3] };
const FLOWS = { text: "∂L/∂z: what flows back", colour: colour.orange, mark: "square", dash: "7 4" };
const MOVES = { text: "∂L/∂W: what moves the weights", colour: colour.purple, mark: "circle", dash: "" };
const NAMES = { sigmoid: "sigmoid", tanh: "tanh", relu: "ReLU" };
const STARTS = [["tiny", "Tiny: 0.05", 0.05], ["glorot", "Glorot: 1", 1], ["he", "He: 1.41", 1.41], ["large", "Standard deviation 1: 4.9", 4.9], ["huge", "Standard deviation 5: 24.5", 24.5]];

const settings = (ui) => Object.fromEntries(["depth", "activation", "scale", "batchNorm", "seed"].map((name) => [name, ui.get(name)]));

/** What the gradients do, as [kind, sentence]. */
export function verdict({ depth, activation }, { deltas, norms, edges }) {
  const share = edges.reduce((sum, v) => sum + v, 0) / edges.length;
  const edge = `${percent(share)} of the activations are ${activation === "relu" ? "0" : "saturated"}.`;
  const most = Math.max(...norms);
  if (deltas[0] === 0) return ["bad", `Nothing arrives at layer 1: its gradient is exactly 0. ${edge}`];
  const moves = `The weights of layer 1 get a gradient of norm ${fmt(norms[0], 3)}`;
  if (depth === 1) return ["note", `One hidden layer. ${moves}. Add layers and watch the first of them. ${edge}`];
  const told = `On the way back each layer multiplies by ${fmt(factorBack(deltas), 2)} on average. ${moves}; those of layer ${depth} get ${fmt(norms.at(-1), 3)}. ${edge}`;
  const ratio = deltas[0] / deltas.at(-1);
  if (ratio < 0.01 || most < 1e-5) return ["bad", `Vanishing. ${told}`];
  if (ratio > 100 || most > 1e3) return ["bad", `Exploding. ${told}`];
  return ["good", `Healthy. ${told}`];
}

const percent = (share) => `${Math.round(100 * share)} %`;

const MOST_LAYERS = 30;

/** How the gradient fares: −1 gone, 0 as it left the last layer, 1 far too large; on a logarithmic scale. */
const fate = (delta, last) => (delta > 0 ? clamp(Math.log10(delta / last) / 6, -1, 1) : -1);

/** The network as a stack of layers, tinted by the gradient that arrives at each on its way back from the right. */
function drawStack(pen, width, height, ui, { depth }, { deltas }) {
  const [left, top, tall] = [44, 30, height - 62];
  const slot = (width - left - 66) / MOST_LAYERS;
  const x = (layer) => left + (layer - 1) * slot;
  const end = x(depth + 1);
  pen.text(left - 6, top + tall / 2 + 5, "input", { anchor: "end", size: 12 });
  deltas.forEach((delta, i) => {
    const share = fate(delta, deltas.at(-1));
    const box = [x(i + 1) + 0.5, top, slot - 1, tall];
    pen.rect(...box, { fill: share > 0.02 ? colour.red : colour.blue, opacity: share < 0 ? 0.75 * (1 + share) ** 2 + 0.02 : 0.75 });
    // Not by colour alone: full height is what left the last layer; lower is less, a hatch is more.
    if (share < 0) pen.rect(box[0], top + tall * -share, slot - 1, tall * (1 + share), { fill: colour.blue });
    else if (share > 0.02) pen.hatch([[box[0], top + tall * (1 - share)], [box[0] + slot - 1, top + tall * (1 - share)], [box[0] + slot - 1, top + tall], [box[0], top + tall]], { gap: 6, stroke: colour.ground, opacity: 1 });
    pen.rect(...box, { stroke: colour.line, "stroke-width": 1 });
  });
  for (const layer of [1, ...(depth > 2 ? [depth] : [])]) pen.text(x(layer) + slot / 2, top + tall + 16, layer, { anchor: "middle", size: 12, fill: colour.soft });
  pen.arrow(end + 54, top - 12, Math.min(x(1), end + 20), top - 12, { stroke: colour.orange, "stroke-width": 2.5 });
  pen.text(end + 30, top + tall / 2 + 5, "loss", { size: 12 });
  const to = (layers) => ({ depth: clamp(Math.round(layers), 1, MOST_LAYERS) });
  pen.handle({
    name: "depth", label: "Number of hidden layers, at the end of the stack", words: String(depth), now: depth, min: 1, max: MOST_LAYERS, paths: ["depth"], at: [end, top + tall / 2],
    drag: (px) => to((px - left) / slot), keys: (dx, dy) => to(depth + dx + dy), end: (most) => to(most ? MOST_LAYERS : 1), type: to,
  });
}

export function stackInWords({ depth }, { deltas }) {
  const share = deltas[0] / deltas.at(-1);
  return `A stack of ${depth} hidden layers; from layer ${depth} back to layer 1 the gradient is multiplied by ${fmt(share, 3)}: ${share < 0.01 ? "it fades away" : share > 100 ? "it grows more than a hundredfold" : "it stays within a factor of 100"}.`;
}

function shownLayers(depth, width) {
  const most = Math.min(depth, width < 420 ? 5 : 9);
  return [...new Set(Array.from({ length: most }, (_, i) => Math.round(1 + ((depth - 1) * i) / Math.max(1, most - 1))))];
}

function drawHistograms(pen, width, height, { depth, activation }, result) {
  const [low, high] = RANGE[activation];
  const [left, top, tall] = [40, 44, height - 78];
  const layers = shownLayers(depth, width);
  const wide = (width - left - 6) / layers.length;
  const y = (v) => top + tall * (1 - (v - low) / (high - low));
  for (const v of [low, (low + high) / 2, high]) {
    pen.line(left, y(v), width - 6, y(v), { stroke: colour.grid, "stroke-width": 1 });
    pen.text(left - 6, y(v) + 4, `${v === high && activation === "relu" ? "≥ " : ""}${fmt(v, 1)}`, { anchor: "end", size: 12, fill: colour.soft });
  }
  pen.text(left, 14, "activations, layer by layer");
  layers.forEach((layer, i) => {
    const counts = histogram(result.outs[layer - 1], low, high, BINS);
    const most = Math.max(...counts);
    const x = left + i * wide;
    counts.forEach((count, k) => {
      const length = (count / most) * (wide - 8);
      pen.rect(x, y(low + ((k + 1) * (high - low)) / BINS), length, tall / BINS - 0.6, { fill: colour.blue });
    });
    pen.line(x, top, x, top + tall, { stroke: colour.line, "stroke-width": 1 });
    pen.text(x + wide / 2 - 4, height - 18, layer, { anchor: "middle", size: 13, "font-weight": 650 });
    pen.text(x + wide / 2 - 4, 34, percent(result.edges[layer - 1]), { anchor: "middle", size: 12, fill: colour.orange });
  });
  pen.text(left + (width - left) / 2, height - 2, "layer", { anchor: "middle", size: 12, fill: colour.soft });
}

function drawNorms(pen, width, height, { depth }, result) {
  const powers = [...result.norms, ...result.deltas].filter((v) => v > 0).map(Math.log10);
  const low = Math.floor(Math.min(-4, ...powers));
  const high = Math.ceil(Math.max(1, ...powers));
  const plot = axes(pen, {
    left: 58, top: 28, width: width - 72, height: height - 74, x: [0.5, depth + 0.5], y: [10 ** low, 10 ** high], yLog: true,
    xLabel: "layer (1 is next to the input)", yLabel: "gradient norm (logarithmic axis)",
    format: (v) => (v < 0.001 || v >= 1e5 ? `1e${Math.round(Math.log10(v))}`.replace("-", "−") : fmt(v)),
  });
  const radius = depth > 20 ? 4 : 5;
  for (const [values, style] of [[result.deltas, FLOWS], [result.norms, MOVES]]) {
    const points = values.map((v, i) => [i + 1, v]).filter(([, v]) => v > 0);
    plot.curve(points, { stroke: style.colour, "stroke-width": 2.5, "stroke-dasharray": style.dash });
    plot.dots(points, style.mark, radius, { fill: style.colour });
  }
}

function histogramsInWords(state, result) {
  const told = shownLayers(state.depth, 720).map((layer) => `layer ${layer}: standard deviation ${fmt(result.stds[layer - 1], 3)}, ${percent(result.edges[layer - 1])} ${state.activation === "relu" ? "are 0" : "saturated"}`);
  return `Histograms of the ${NAMES[state.activation]} activations. ${told.join("; ")}.`;
}

function render(context) {
  const ui = widget(context, { title: "Send a gradient back through a deep network", wide: true });
  let result = null;
  let id = "";
  ui.paint(() => {
    const now = JSON.stringify(settings(ui));
    if (now !== id) result = pass(settings(ui));
    id = now;
  });
  const deviation = formula(ui, () => `weights: normal, standard deviation ${fmt(ui.get("scale"), 2)}/√${WIDTH} = ${fmt(ui.get("scale") / Math.sqrt(WIDTH), 3)}`);
  ui.root.append(
    columns(
      [
        slider(ui, { path: "depth", label: "Hidden layers", min: 1, max: 30, step: 1 }),
        select(ui, { path: "activation", label: "Activation", options: Object.entries(NAMES) }),
        slider(ui, { path: "scale", label: "Scale of the weights", min: 0.05, max: 25, step: 0.02, log: true }),
        row(STARTS.map(([name, label, value]) => button(ui, { name, label, onclick: () => ui.set("scale", value) }))),
        toggle(ui, { path: "batchNorm", label: "Batch normalization before each activation" }),
        row(button(ui, { name: "reseed", label: "Other random weights", onclick: () => ui.set("seed", (ui.get("seed") + 1) % 1000001) })),
        deviation,
      ],
      [
        status(ui, () => verdict(settings(ui), result)[1], () => verdict(settings(ui), result)[0],
          "A gradient comes back from the loss on the right. By what does each layer multiply it? And with larger weights, or another activation? Say it, then move one."),
        picture(ui, {
          name: "stack",
          maxWidth: 600,
          height: 150,
          draw: (pen, width, height) => drawStack(pen, width, height, ui, settings(ui), result),
          alt: () => stackInWords(settings(ui), result),
        }),
        legend([
          { text: "as strong as at the last layer: a full bar", mark: "square", colour: colour.blue },
          { text: "stronger", mark: "square", colour: colour.red },
        ]),
        picture(ui, {
          // Not to be grabbed: the norms are what the way back gave.
          name: "norms",
          maxWidth: 600,
          height: 260,
          draw: (pen, width, height) => drawNorms(pen, width, height, settings(ui), result),
          alt: () => `Norm of the gradient for each layer's weights, from layer 1: ${result.norms.map((v) => fmt(v, 3)).join(", ")}. What flows back: ${result.deltas.map((v) => fmt(v, 3)).join(", ")}.`,
        }),
        legend([FLOWS, MOVES]),
        picture(ui, {
          // Not to be grabbed: the activations are what the pass through the network gave.
          name: "activations",
          maxWidth: 600,
          height: 250,
          draw: (pen, width, height) => drawHistograms(pen, width, height, settings(ui), result),
          alt: () => histogramsInWords(settings(ui), result),
        }),
        h("p", {}, "Each column is a histogram; the percentage above it is the share of saturated activations (for ReLU: of zeros)."),
      ],
    ),
  );
  return ui.stop;
}

export default { render };
