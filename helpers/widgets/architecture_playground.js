// ArchitecturePlayground: choose an architecture and watch it learn: the decision surface and the loss curve while it
// trains, and in words what went wrong where it did not.

import { button, columns, h, row, select, slider, status, widget } from "./controls.js";
import { axes, colour, legend, picture } from "./draw.js";
import { fmt, linspace } from "./numbers.js";
import { SAMPLES, advance, logit, start, verdict } from "./playground_math.js";

const CELLS = 46;
const TICK = 40; // milliseconds between two pictures while it runs
const SETTINGS = ["data", "noise", "layers", "units", "activation", "lr", "seed"];
const RATES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const NAMES = {
  data: [["moons", "two moons"], ["circles", "circle in a ring"], ["xor", "XOR"], ["spirals", "two spirals"]],
  activation: [["relu", "ReLU"], ["tanh", "tanh"], ["sigmoid", "sigmoid"], ["linear", "linear (none)"]],
};
const nameOf = (what, value) => NAMES[what].find(([key]) => key === value)[1];

/** Layer sizes and the number of weights and biases. */
export function architecture({ layers, units }) {
  const sizes = [2, ...new Array(layers).fill(units), 1];
  const parameters = sizes.slice(1).reduce((sum, n, i) => sum + (sizes[i] + 1) * n, 0);
  return { sizes, parameters };
}

/** The plane is shown from −edge to edge on both axes: with noise, as far as the farthest training point. */
function edgeOf({ train }) {
  return Math.max(1.7, ...train.map(([a, b]) => Math.max(Math.abs(a), Math.abs(b)) + 0.1));
}

/** The network's probability of class 1 on a grid of CELLS × CELLS cell centres, row by row from the top. */
export function surface(run) {
  const edge = edgeOf(run);
  const at = linspace(-edge + edge / CELLS, edge - edge / CELLS, CELLS);
  return [...at].reverse().map((y) => at.map((x) => 1 / (1 + Math.exp(-logit(run.net, x, y)))));
}

/** Weights after some epochs, the surface that they give, and how far it reaches. */
export function surfaceOf(settings, epochs) {
  const run = advance(start(settings), epochs);
  return [run.net.layers.map(({ W, b }) => [[...W], [...b]]), surface(run), edgeOf(run)];
}

function drawSurface(context, width, height, css, cells) {
  const pixels = new ImageData(CELLS, CELLS);
  const paints = [css(colour.blue), css(colour.orange)].map((text) => text.match(/[\d.]+/g).slice(0, 3).map(Number));
  cells.flat().forEach((p, k) => {
    pixels.data.set([...paints[p > 0.5 ? 1 : 0], 255 * (0.08 + 0.42 * Math.abs(2 * p - 1))], 4 * k);
  });
  const small = h("canvas", { width: CELLS, height: CELLS });
  small.getContext("2d").putImageData(pixels, 0, 0);
  context.drawImage(small, 0, 0, width, height);
}

// The border p = 0.5, as short lines through the cells of the grid (marching squares on the cell centres).
function border(cells) {
  const parts = [];
  for (let i = 0; i + 1 < CELLS; i += 1) {
    for (let j = 0; j + 1 < CELLS; j += 1) {
      const corners = [[j, i], [j + 1, i], [j + 1, i + 1], [j, i + 1]];
      const cuts = [];
      corners.forEach(([x, y], k) => {
        const [u, v] = corners[(k + 1) % 4];
        const [a, b] = [cells[y][x] - 0.5, cells[v][u] - 0.5];
        if (a < 0 !== b < 0) cuts.push([x + ((u - x) * a) / (a - b), y + ((v - y) * a) / (a - b)]);
      });
      for (let k = 0; k + 1 < cuts.length; k += 2) parts.push([cuts[k], cuts[k + 1]]);
    }
  }
  return parts;
}

function drawPoints(pen, width, height, run, cells) {
  const edge = edgeOf(run);
  const x = (v) => (width * (v + edge)) / (2 * edge);
  const y = (v) => (height * (edge - v)) / (2 * edge);
  const cell = ([j, i]) => `${(((j + 0.5) * width) / CELLS).toFixed(1)} ${(((i + 0.5) * height) / CELLS).toFixed(1)}`;
  const d = border(cells).map(([a, b]) => `M${cell(a)}L${cell(b)}`).join("");
  if (d) pen.path(d, { stroke: colour.ink, "stroke-width": 2.5 });
  for (const [a, b, label] of run.train) {
    const wrong = logit(run.net, a, b) > 0 !== (label === 1);
    pen.mark(label ? "square" : "circle", x(a), y(b), 5, { fill: label ? colour.orange : colour.blue, stroke: wrong ? colour.ink : colour.ground, "stroke-width": wrong ? 2.5 : 1 });
  }
  pen.rect(0.5, 0.5, width - 1, height - 1, { stroke: colour.line, "stroke-width": 1 });
}

function drawLoss(pen, width, height, run, epochs) {
  const losses = run.history.flatMap((p) => [p.loss, p.testLoss]).filter((v) => Number.isFinite(v) && v > 0);
  const low = Math.max(1e-4, Math.min(0.1, ...losses) * 0.8);
  const high = Math.min(1e4, Math.max(1, ...losses) * 1.25);
  const plot = axes(pen, {
    left: 52, top: 26, width: width - 66, height: height - 70, x: [0, Math.max(epochs, run.epochs)], y: [low, high], yLog: true,
    xLabel: "epoch", yLabel: "log loss (logarithmic axis)",
  });
  const line = (key) => run.history.map((p, i) => [i, Math.min(high, p[key])]);
  plot.curve([[0, Math.log(2)], [Math.max(epochs, run.epochs), Math.log(2)]], { stroke: colour.soft, "stroke-width": 1.5, "stroke-dasharray": "2 4" });
  plot.curve(line("testLoss"), { stroke: colour.purple, "stroke-width": 2.5, "stroke-dasharray": "7 4" });
  plot.curve(line("loss"), { stroke: colour.green, "stroke-width": 2.5 });
}

const shown = (value) => (Number.isFinite(value) ? fmt(value, 3) : "not a number");

function lossInWords({ history, epochs }) {
  const [first, last] = [history[0], history.at(-1)];
  return `Loss against epoch: training ${shown(first.loss)} at the start, ${shown(last.loss)} after ${epochs} epochs; test ${shown(first.testLoss)}, ${shown(last.testLoss)}. A dotted line at 0.69 marks the loss of answering 50 % everywhere.`;
}

function surfaceInWords(settings, run, cells) {
  const share = cells.flat().filter((p) => p > 0.5).length / CELLS ** 2;
  const wrong = Math.round((1 - run.history.at(-1).accuracy) * SAMPLES);
  return `${nameOf("data", settings.data)}: ${SAMPLES} points of two classes over a shaded plane. The network answers class 1 on ${Math.round(100 * share)} % of the plane; ${wrong} training points lie on the wrong side of the border.`;
}

function render(context) {
  const ui = widget(context, { title: "Train a small network", wide: true });
  const settings = () => Object.fromEntries(SETTINGS.map((name) => [name, ui.get(name)]));
  let run = null;
  let cells = null;
  let id = "";
  let stopRun = null;

  // One computation serves every painter: go on where the last picture stopped, or play the run again from its seed.
  ui.paint(() => {
    const now = JSON.stringify(settings());
    const wanted = ui.get("trained");
    if (now === id && run.epochs === wanted) return;
    if (now !== id || run.epochs > wanted) run = start(settings());
    id = now;
    advance(run, wanted);
    cells = surface(run);
  });

  const fresh = () => ({ trained: 0 });
  const end = () => ui.get("epochs");
  const open = () => ui.get("trained") < end();
  const halt = () => {
    stopRun?.();
    stopRun = null;
    ui.refresh();
  };
  let pace = 1;
  const play = () => {
    if (stopRun) return halt();
    stopRun = ui.every(ui.calm() ? 600 : TICK, () => {
      if (!open() || !Number.isFinite(run.history.at(-1).loss)) {
        halt();
        return false;
      }
      const began = performance.now();
      ui.set("trained", Math.min(end(), ui.get("trained") + pace));
      // As many epochs a picture as fit into it, and no more than a hundred pictures for the whole run.
      const took = performance.now() - began;
      pace = Math.max(1, Math.min(ui.calm() ? 50 : Math.ceil(end() / 100), took > 0.6 * TICK ? pace - 1 : pace + 1));
    });
    ui.refresh();
  };

  const controls = [
    select(ui, { path: "data", label: "Data", options: NAMES.data, onset: fresh }),
    slider(ui, { path: "noise", label: "Noise in the data", min: 0, max: 0.5, step: 0.05, onset: fresh }),
    slider(ui, { path: "layers", label: "Hidden layers", min: 0, max: 4, step: 1, onset: fresh }),
    slider(ui, { path: "units", label: "Units in each hidden layer", min: 1, max: 10, step: 1, onset: fresh }),
    select(ui, { path: "activation", label: "Activation", options: NAMES.activation, onset: fresh }),
    select(ui, { path: "lr", label: "Learning rate", options: RATES, onset: fresh }),
    slider(ui, { path: "epochs", label: "Epochs until it stops", min: 10, max: 1000, step: 10, onset: (value) => (ui.get("trained") > value ? { trained: 0 } : {}) }),
    row(
      button(ui, { name: "run", primary: true, when: open, onclick: play, text: () => (stopRun ? "Pause" : ui.get("trained") ? "Go on" : "Run") }),
      button(ui, { name: "step", label: "One epoch", when: open, onclick: () => ui.set("trained", ui.get("trained") + 1) }),
      button(ui, { name: "restart", label: "Start again", when: () => ui.get("trained") > 0, onclick: () => { halt(); ui.set("trained", 0); } }),
      button(ui, { name: "reseed", label: "Other seed", onclick: () => { halt(); ui.set({ seed: (ui.get("seed") + 1) % 1000001, trained: 0 }); } }),
    ),
  ];
  const built = h("p.nnw-formula");
  ui.paint(() => {
    const { sizes, parameters } = architecture(settings());
    built.textContent = `${sizes.join("-")}: ${parameters} parameters · epoch ${ui.get("trained")} of ${end()}`;
  });
  ui.root.append(
    columns(controls, [
      status(ui, () => verdict(run)[1], () => verdict(run)[0]),
      built,
      picture(ui, {
        name: "surface",
        maxWidth: 380,
        height: (width) => width,
        under: (brush, width, height, css) => drawSurface(brush, width, height, css, cells),
        draw: (pen, width, height) => drawPoints(pen, width, height, run, cells),
        alt: () => surfaceInWords(settings(), run, cells),
      }),
      legend([
        { text: "class 0, and where it is answered", mark: "circle", colour: colour.blue },
        { text: "class 1, and where it is answered", mark: "square", colour: colour.orange },
        { text: "border: 50 %", colour: colour.ink, dash: "" },
        { text: "thick rim: wrong" },
      ]),
      picture(ui, {
        name: "loss",
        maxWidth: 520,
        height: 220,
        draw: (pen, width, height) => drawLoss(pen, width, height, run, end()),
        alt: () => lossInWords(run),
      }),
      legend([
        { text: "training loss", colour: colour.green, dash: "" },
        { text: "test loss", colour: colour.purple, dash: "7 4" },
        { text: "0.69: says 50 % everywhere", colour: colour.soft, dash: "2 4" },
      ]),
    ]),
  );
  return ui.stop;
}

export default { render };
