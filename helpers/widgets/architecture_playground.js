// ArchitecturePlayground: choose an architecture and watch it learn: the decision surface and the loss curve while it
// trains, and in words what went wrong where it did not.

import { button, columns, group, h, row, select, slider, stacked, status, widget } from "./controls.js";
import { axes, colour, legend, picture } from "./draw.js";
import { snapped } from "./handles.js";
import { clamp, fixed, fmt, linspace, randomFrom } from "./numbers.js";
import { SAMPLES, advance, edited, logit, start, unitsAt, verdict, weightAt } from "./playground_math.js";

const CELLS = 46;
const TICK = 40; // milliseconds between two pictures while it runs
const SETTINGS = ["data", "noise", "layers", "units", "activation", "lr", "seed", "painted", "moved", "edits"];
const TILE = 14; // the map of a unit has TILE × TILE cells
const WEIGHT = { min: -5, max: 5, step: 0.05 };
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

const within = (v) => Number(clamp(v, -1.7, 1.7).toFixed(3));

/** Changes of the state that put a training point elsewhere: one of the data, or one that was added. */
function placed(ui, number, [a, b]) {
  const at = [within(a), within(b)];
  if (number < SAMPLES) return { moved: [...ui.get("moved").filter(([other]) => other !== number), [number, ...at]] };
  return { painted: ui.get("painted").map((row, i) => (i === number - SAMPLES ? [...at, row[2]] : row)) };
}

const chosenPoint = (ui, run) => Math.min(ui.get("point"), run.train.length - 1);

/** `hand` is what the pointer holds: {number, at} of a point, or a `trail` of points being painted; and the keys' cursor. */
function drawPoints(pen, width, height, ui, run, cells, hand) {
  const edge = edgeOf(run);
  const x = (v) => (width * (v + edge)) / (2 * edge);
  const y = (v) => (height * (edge - v)) / (2 * edge);
  const value = (px, py) => [(px / width) * 2 * edge - edge, edge - (py / height) * 2 * edge];
  const cell = ([j, i]) => `${(((j + 0.5) * width) / CELLS).toFixed(1)} ${(((i + 0.5) * height) / CELLS).toFixed(1)}`;
  const d = border(cells).map(([a, b]) => `M${cell(a)}L${cell(b)}`).join("");
  if (d) pen.path(d, { stroke: colour.ink, "stroke-width": 2.5 });
  const shownAt = run.train.map(([a, b], number) => (hand.held?.number === number ? hand.held.at : [a, b]));
  const dot = ([a, b], label, rim) => pen.mark(label ? "square" : "circle", x(a), y(b), 5, { fill: label ? colour.orange : colour.blue, stroke: rim ? colour.ink : colour.ground, "stroke-width": rim ? 2.5 : 1 });
  run.train.forEach(([, , label], number) => dot(shownAt[number], label, logit(run.net, ...shownAt[number]) > 0 !== (label === 1)));
  for (const at of hand.trail) dot(at, ui.get("brush"), false);
  pen.rect(0.5, 0.5, width - 1, height - 1, { stroke: colour.line, "stroke-width": 1 });
  pen.text(8, 18, `epoch ${ui.get("trained")} of ${ui.get("epochs")}`, { size: 13, halo: true, "font-weight": 650 });
  if (hand.shown && !ui.hidden("painted")) pen.mark("plus", x(hand.at[0]), y(hand.at[1]), 9, { fill: colour.ink });
  const add = (...more) => ({ painted: [...ui.get("painted"), ...more.map((at) => [...at.map(within), ui.get("brush")])] });
  const near = (px, py) => {
    const far = shownAt.map(([a, b]) => Math.hypot(x(a) - px, y(b) - py));
    const least = Math.min(...far);
    return least < 11 ? far.indexOf(least) : -1;
  };
  // The network learns anew when the pointer lets go: the picture follows the hand, not the training.
  const hold = (number, at) => {
    hand.held = { number, at: at.map(within) };
    ui.refresh();
    return null;
  };
  const letGo = () => {
    const { held, trail } = hand;
    const changes = held ? { point: held.number, ...placed(ui, held.number, held.at) } : hand.start?.number >= 0 ? { point: hand.start.number } : trail.length ? add(...trail) : {};
    hand.done = Object.keys(changes).length > 0;
    Object.assign(hand, { held: null, trail: [], start: null });
    return changes;
  };
  pen.handle({
    name: "plane", label: `Training points: click or paint to add one of class ${ui.get("brush")}, drag one to move it; with the keys move the cross and press Enter`, words: `at (${hand.at.map((v) => fmt(v, 2)).join(", ")}); ${ui.get("painted").length} added`,
    now: hand.at[0], min: -1.7, max: 1.7, paths: ["painted"], box: [0, 0, width, height], scroll: true,
    drag: (px, py) => {
      hand.start ??= { number: near(px, py), at: [px, py], last: [px, py] };
      const { number, at, last } = hand.start;
      if (Math.hypot(px - at[0], py - at[1]) < 5 && !hand.held && !hand.trail.length) return null;
      if (number >= 0) return hold(number, value(px, py));
      if (hand.trail.length && Math.hypot(px - last[0], py - last[1]) < 14) return null;
      hand.trail.push(value(px, py));
      hand.start.last = [px, py];
      ui.refresh();
      return null;
    },
    done: letGo,
    tap: (px, py) => {
      const done = hand.done;
      hand.done = false;
      return done ? {} : add(value(px, py));
    },
    act: () => {
      const number = near(x(hand.at[0]), y(hand.at[1]));
      return number < 0 ? add(hand.at) : { point: number };
    },
    keys: (dx, dy) => {
      hand.at = hand.at.map((v, k) => clamp(v + 0.1 * [dx, dy][k], -1.7, 1.7));
      hand.shown = true;
      ui.refresh();
      return null;
    },
  });
  const mine = chosenPoint(ui, run);
  pen.handle({
    name: "point", label: `Training point ${mine + 1}, class ${run.train[mine][2]}`, words: `(${shownAt[mine].map((v) => fmt(v, 2)).join(", ")})`, now: within(shownAt[mine][0]), min: -1.7, max: 1.7,
    hides: ["painted"], paths: ["moved"], at: [x(shownAt[mine][0]), y(shownAt[mine][1])],
    drag: (px, py) => hold(mine, value(px, py)), done: letGo,
    keys: (dx, dy) => placed(ui, mine, [shownAt[mine][0] + 0.05 * dx, shownAt[mine][1] + 0.05 * dy]),
  });
}

// ---- the network, its weights, and a map of each unit ---------------------------------------------

/** Where each unit stands: [[x, y], ...] for each layer, and half the side of its map. */
function standing(width, height, { sizes }) {
  const most = Math.max(...sizes);
  const [top, bottom] = [20, 24];
  const half = Math.floor(Math.min(20, (height - top - bottom) / most / 2 - 1.5));
  const across = sizes.map((_, l) => 24 + ((width - 54) * l) / (sizes.length - 1));
  const gap = Math.min(58, (height - top - bottom) / most);
  const middle = top + (height - top - bottom) / 2;
  return { half, at: sizes.map((size, l) => Array.from({ length: size }, (_, i) => [across[l], middle + (i - (size - 1) / 2) * gap])) };
}

/** What every unit answers over the plane: for each layer and unit TILE × TILE numbers from −1 to 1, row by row from the top. */
function unitMaps(run) {
  const edge = edgeOf(run);
  const at = linspace(-edge, edge, TILE);
  const points = [...at].reverse().flatMap((y) => at.map((x) => unitsAt(run.net, x, y)));
  return points[0].map((units, l) => units.map((_, i) => {
    const values = points.map((layers) => layers[l][i]);
    if (l === points[0].length - 1) return values.map((p) => 2 * p - 1);
    const most = Math.max(1e-9, ...values.map(Math.abs));
    return values.map((v) => v / most);
  }));
}

function paintUnits(context, width, height, css, run) {
  const { at, half } = standing(width, height, architecture(run.settings));
  const paints = [css(colour.blue), css(colour.orange)].map((text) => text.match(/[\d.]+/g).slice(0, 3).map(Number));
  const ground = css(colour.ground);
  const small = h("canvas", { width: TILE, height: TILE });
  const inner = small.getContext("2d");
  unitMaps(run).forEach((units, l) => units.forEach((values, i) => {
    const pixels = new ImageData(TILE, TILE);
    values.forEach((v, k) => pixels.data.set([...paints[v > 0 ? 1 : 0], Math.min(255, 40 + 200 * Math.abs(v))], 4 * k));
    inner.putImageData(pixels, 0, 0);
    const [x, y] = at[l][i];
    context.fillStyle = ground;
    context.fillRect(x - half, y - half, 2 * half, 2 * half);
    context.drawImage(small, x - half, y - half, 2 * half, 2 * half);
  }));
}

const weightName = (net, number) => {
  const [, , l, i, j] = weightAt(net, number) ?? weightAt(net, 0);
  const last = net.layers.length - 1;
  const from = l ? `unit ${i + 1} of layer ${l}` : `x${i + 1}`;
  return `${from} → ${l === last ? "output" : `unit ${j + 1} of layer ${l + 1}`}`;
};

function drawNetwork(pen, width, height, ui, run, chosen) {
  const { at, half } = standing(width, height, architecture(run.settings));
  const edges = [];
  run.net.layers.forEach(({ W, outputs }, l) => W.forEach((w, k) => {
    const [[x1, y1], [x2, y2]] = [at[l][Math.floor(k / outputs)], at[l + 1][k % outputs]];
    edges.push({ w, ends: [[x1 + half, y1], [x2 - half, y2]] });
  }));
  edges.forEach(({ w, ends }, number) => {
    if (number === chosen.number) pen.line(...ends[0], ...ends[1], { stroke: colour.ink, "stroke-width": 9, opacity: 0.25 });
    pen.line(...ends[0], ...ends[1], { stroke: w < 0 ? colour.blue : colour.orange, "stroke-width": 0.6 + 3 * Math.min(1.6, Math.abs(w)), "stroke-dasharray": w < 0 ? "5 3" : "", opacity: 0.8 });
  });
  at.forEach((units, l) => units.forEach(([x, y], i) => {
    pen.rect(x - half, y - half, 2 * half, 2 * half, { stroke: colour.line, "stroke-width": 1.5 });
    if (l === 0) pen.text(x, y + 5, `x${i + 1}`, { anchor: "middle", halo: true, "font-weight": 700 });
    if (l === at.length - 1) pen.text(x + 2, y - half - 5, "output", { anchor: "middle", size: 12 });
  }));
  pen.text(0, height - 6, "unit > 0 orange, < 0 blue; dashed: weight < 0", { size: 12, fill: colour.soft });
  // A click takes the nearest edge; the chosen one has a handle in its middle.
  const far = (x, y, [[x1, y1], [x2, y2]]) => {
    const t = clamp(((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / ((x2 - x1) ** 2 + (y2 - y1) ** 2), 0, 1);
    return Math.hypot(x - x1 - t * (x2 - x1), y - y1 - t * (y2 - y1));
  };
  const nearest = (x, y) => edges.reduce((best, { ends }, number) => (far(x, y, ends) < far(x, y, edges[best].ends) ? number : best), 0);
  const to = (number) => ({ edge: clamp(number, 0, edges.length - 1) });
  pen.handle({
    name: "edges", label: "Weight that is chosen", words: `${weightName(run.net, chosen.number)}: ${fmt(chosen.value, 3)}`, now: chosen.number + 1, min: 1, max: edges.length, paths: ["edge"], box: [0, 20, width, height - 44], scroll: true,
    tap: (x, y) => to(nearest(x, y)), keys: (dx, dy) => to(chosen.number + dx - dy), end: (last) => to(last ? edges.length - 1 : 0),
  });
  const { ends } = edges[chosen.number];
  const middle = [0, 1].map((k) => (ends[0][k] + ends[1][k]) / 2);
  pen.rect(middle[0] - 24, middle[1] - 10, 48, 20, { fill: colour.ground, rx: 6, opacity: 0.9 });
  pen.text(middle[0], middle[1] + 5, fixed(chosen.value, 2), { anchor: "middle", "font-weight": 700 });
  pen.handle({
    name: "weight", label: `Weight from ${weightName(run.net, chosen.number)}`, words: fmt(chosen.value, 3), now: chosen.value, ...WEIGHT, hides: ["edge"], paths: ["edits"], at: middle, half: 30,
    drag: (_, y, from) => chosen.write(snapped(from.now + (from.at[1] - y) / 25, WEIGHT)), keys: (dx, dy) => chosen.write(snapped(chosen.value + 0.05 * (dx + dy), WEIGHT)),
    end: (top) => chosen.write(top ? 5 : -5), type: (value) => chosen.write(clamp(value, -5, 5)),
  });
}

function networkInWords(run, chosen) {
  const { sizes } = architecture(run.settings);
  const sizesOfW = run.net.layers.map(({ W }) => Math.max(...W.map(Math.abs)));
  return `The network ${sizes.join("-")} with a map of each unit over the plane and its weights as lines. Largest weight of each layer: ${sizesOfW.map((v) => fmt(v, 2)).join(", ")}. Chosen: ${weightName(run.net, chosen.number)}, ${fmt(chosen.value, 3)}.`;
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
  const wrong = Math.round((1 - run.history.at(-1).accuracy) * run.train.length);
  return `${nameOf("data", settings.data)}: ${run.train.length} points of two classes over a shaded plane. The network answers class 1 on ${Math.round(100 * share)} % of the plane; ${wrong} training points lie on the wrong side of the border.`;
}

/** The weight and the point that are chosen, on sliders, and the points that were added. */
function byHand(ui, run, chosen) {
  if (ui.hidden("edge") && ui.hidden("painted")) return "";
  const all = () => Array.from({ length: run().net.layers.reduce((sum, { W }) => sum + W.length, 0) }, (_, k) => [k, weightName(run().net, k)]);
  const side = (k) => ({
    path: "moved", name: "painted", label: `Its x${k + 1}`, min: -1.7, max: 1.7, step: 0.05, format: (v) => fmt(v, 2),
    read: () => run().train[chosenPoint(ui, run())][k],
    write: (value) => placed(ui, chosenPoint(ui, run()), run().train[chosenPoint(ui, run())].slice(0, 2).map((v, i) => (i === k ? value : v))),
  });
  return group("Change a weight, move and add points", { open: false },
    select(ui, { path: "edge", label: "Weight", options: all, read: () => chosen().number }),
    slider(ui, { path: "edits", name: "edge", label: "Its value", ...WEIGHT, format: (v) => fmt(v, 3), read: () => chosen().value, write: (value) => chosen().write(value) }),
    slider(ui, { path: "point", name: "painted", label: "Training point", min: 0, max: SAMPLES - 1, step: 1, format: (v) => `${v + 1}` }),
    slider(ui, side(0)),
    slider(ui, side(1)),
    select(ui, { path: "brush", name: "painted", label: "A click in the plane adds a point of class", options: [1, 0] }),
    ui.hidden("painted") ? "" : row(
      button(ui, { label: "Add one at a random place", onclick: () => ui.set("painted", [...ui.get("painted"), [...randomPlace(ui.get("painted").length), ui.get("brush")]]) }),
      button(ui, { label: "Put the points back", when: () => ui.get("painted").length + ui.get("moved").length > 0, onclick: () => ui.set({ painted: [], moved: [] }) }),
    ),
  );
}

const randomPlace = (count) => {
  const random = randomFrom(count + 1);
  return [0, 1].map(() => Number((3 * random() - 1.5).toFixed(3)));
};

function render(context) {
  const ui = widget(context, { title: "Train a small network", wide: true });
  const settings = () => Object.fromEntries(SETTINGS.map((name) => [name, ui.get(name)]));
  let run = null;
  let cells = null;
  let id = "";
  let stopRun = null;
  const hand = { at: [0, 0], shown: false, held: null, trail: [], start: null, done: false };

  // One computation serves every painter: go on where the last picture stopped, or play the run again from its seed. A
  // weight that is set at this very epoch needs no replay, unless one that was set is let go.
  ui.paint(() => {
    const wanted = ui.get("trained");
    const here = settings().edits.filter(([epoch]) => epoch === wanted);
    const old = settings().edits.filter(([epoch]) => epoch !== wanted);
    const now = JSON.stringify({ ...settings(), edits: old });
    const kept = run && run.settings.edits.filter(([epoch]) => epoch === wanted).every(([, number]) => here.some(([, other]) => other === number));
    if (now === id && run.epochs === wanted && kept) {
      if (JSON.stringify(run.settings.edits) === JSON.stringify(settings().edits)) return;
      edited(run, settings().edits);
    } else if (run && JSON.stringify(run.settings) === JSON.stringify(settings()) && run.epochs <= wanted) {
      advance(run, wanted);
    } else {
      run = advance(start(settings()), wanted);
    }
    id = now;
    cells = surface(run);
  });

  const fresh = () => ({ trained: 0, edits: [] });
  const others = () => ({ ...fresh(), moved: [] });
  const number = () => (weightAt(run.net, ui.get("edge")) ? ui.get("edge") : 0);
  const chosen = () => ({
    number: number(),
    value: weightAt(run.net, number()).slice(0, 2).reduce((W, k) => W[k]),
    // Only the last value of a weight at an epoch counts.
    write: (value) => ({ edits: [...ui.get("edits").filter(([epoch, other]) => epoch !== ui.get("trained") || other !== number()), [ui.get("trained"), number(), value]] }),
  });
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
    select(ui, { path: "data", label: "Data", options: NAMES.data, onset: others }),
    slider(ui, { path: "noise", label: "Noise in the data", min: 0, max: 0.5, step: 0.05, onset: others }),
    slider(ui, { path: "layers", label: "Hidden layers", min: 0, max: 4, step: 1, onset: fresh }),
    slider(ui, { path: "units", label: "Units in each hidden layer", min: 1, max: 10, step: 1, onset: fresh }),
    select(ui, { path: "activation", label: "Activation", options: NAMES.activation, onset: fresh }),
    select(ui, { path: "lr", label: "Learning rate", options: RATES, onset: fresh }),
    slider(ui, { path: "epochs", label: "Epochs until it stops", min: 10, max: 1000, step: 10, onset: (value) => (ui.get("trained") > value ? fresh() : {}) }),
    row(
      button(ui, { name: "run", primary: true, when: open, onclick: play, text: () => (stopRun ? "Pause" : ui.get("trained") ? "Go on" : "Run") }),
      button(ui, { name: "step", label: "One epoch", when: open, onclick: () => ui.set("trained", ui.get("trained") + 1) }),
      button(ui, { name: "restart", label: "Start again", when: () => ui.get("trained") > 0, onclick: () => { halt(); ui.set(fresh()); } }),
      button(ui, { name: "reseed", label: "Other seed", onclick: () => { halt(); ui.set({ seed: (ui.get("seed") + 1) % 1000001, ...others() }); } }),
    ),
    byHand(ui, () => run, chosen),
  ];
  const built = h("p.nnw-formula");
  ui.paint(() => {
    const { sizes, parameters } = architecture(settings());
    built.textContent = `${sizes.join("-")}: ${parameters} parameters · epoch ${ui.get("trained")} of ${end()}`;
  });
  const stage = h("div.nnw-pair", {},
      picture(ui, {
        name: "network",
        maxWidth: 660,
        height: (width) => Math.min(330, width * 0.62),
        under: (brush, width, height, css) => paintUnits(brush, width, height, css, run),
        draw: (pen, width, height) => drawNetwork(pen, width, height, ui, run, chosen()),
        alt: () => networkInWords(run, chosen()),
      }),
      picture(ui, {
        name: "surface",
        maxWidth: 340,
        height: (width) => width,
        under: (brush, width, height, css) => drawSurface(brush, width, height, css, cells),
        draw: (pen, width, height) => drawPoints(pen, width, height, ui, run, cells, hand),
        alt: () => `${surfaceInWords(settings(), run, cells)} Epoch ${run.epochs} of ${end()}.`,
      }),
  );
  ui.root.append(stacked(
    stage,
    columns(controls, [
      status(ui, () => verdict(run)[1], () => verdict(run)[0], () => (run.epochs ? "What will more epochs change? Say it, then press Run." : "The weights are random. Which of the points can such a network get right? Say it, then press Run.")),
      built,
      legend([
        { text: "class 0, and where it is answered", mark: "circle", colour: colour.blue },
        { text: "class 1, and where it is answered", mark: "square", colour: colour.orange },
        { text: "border: 50 %", colour: colour.ink, dash: "" },
        { text: "thick rim: wrong" },
      ]),
      picture(ui, {
        // Not to be grabbed: the curves are what the training brought.
        name: "loss",
        maxWidth: 520,
        height: 190,
        draw: (pen, width, height) => drawLoss(pen, width, height, run, end()),
        alt: () => lossInWords(run),
      }),
      legend([
        { text: "training loss", colour: colour.green, dash: "" },
        { text: "test loss", colour: colour.purple, dash: "7 4" },
        { text: "0.69: says 50 % everywhere", colour: colour.soft, dash: "2 4" },
      ]),
    ]),
  ));
  return ui.stop;
}

export default { render };
