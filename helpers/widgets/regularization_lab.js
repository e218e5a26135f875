// RegularizationLab: a polynomial fitted to noisy points, without a penalty or under L1 or L2. Everything is fitted anew
// at each change: L2 by least squares on a longer matrix (Householder), L1 by coordinate descent.

import { button, columns, group, select, slider, status, table, widget } from "./controls.js";
import { axes, colour, legend, picture, series } from "./draw.js";
import { point } from "./handles.js";
import { clamp, fmt, linspace, randomFrom } from "./numbers.js";

const VALIDATION_SEED = 1000;
const VALIDATION_COUNT = 60;
const NO_PENALTY = 1e-10;

// ---- mathematics -----------------------------------------------------------------------------

export const truth = (x) => Math.sin(Math.PI * x);

/** `count` points [x, y] around sin(πx), one in each of `count` equal parts of [−1, 1]. */
export function points(seed, count, noise) {
  const random = randomFrom(seed);
  return Array.from({ length: count }, (_, i) => {
    const x = (2 * (i + random())) / count - 1;
    return [x, truth(x) + noise * random.normal()];
  });
}

const mean = (list) => list.reduce((sum, v) => sum + v, 0) / list.length;

/** Fit of the polynomial: {mean, scale, weights, bias} over the powers scaled to mean 0 and standard deviation 1. */
export function fit(data, degree, penalty, lam) {
  const powers = data.map(([x]) => Array.from({ length: degree }, (_, k) => x ** (k + 1)));
  const centre = powers[0].map((_, k) => mean(powers.map((row) => row[k])));
  const scale = powers[0].map((_, k) => Math.sqrt(mean(powers.map((row) => (row[k] - centre[k]) ** 2))));
  const X = powers.map((row) => row.map((v, k) => (v - centre[k]) / scale[k]));
  const bias = mean(data.map(([, y]) => y));
  const t = data.map(([, y]) => y - bias);
  const weights = penalty === "L1" ? lasso(X, t, lam) : ridge(X, t, penalty === "L2" ? lam : NO_PENALTY);
  return { mean: centre, scale, weights, bias };
}

/** Least squares of [X; √(nλ)·1] w = [t; 0] by Householder reflections. */
function ridge(X, t, lam) {
  const d = X[0].length;
  const root = Math.sqrt(X.length * lam);
  const A = [...X.map((row) => [...row]), ...Array.from({ length: d }, (_, k) => Array.from({ length: d }, (_, j) => (j === k ? root : 0)))];
  const b = [...t, ...Array(d).fill(0)];
  for (let k = 0; k < d; k += 1) {
    let norm = 0;
    for (let i = k; i < A.length; i += 1) norm += A[i][k] ** 2;
    norm = A[k][k] > 0 ? -Math.sqrt(norm) : Math.sqrt(norm);
    const v = A.map((row, i) => (i < k ? 0 : i === k ? row[k] - norm : row[k]));
    const size = v.reduce((sum, value) => sum + value * value, 0);
    if (size === 0) continue;
    const reflect = (get, set) => {
      let dot = 0;
      for (let i = k; i < v.length; i += 1) dot += v[i] * get(i);
      for (let i = k; i < v.length; i += 1) set(i, get(i) - (2 * dot * v[i]) / size);
    };
    for (let j = k; j < d; j += 1) reflect((i) => A[i][j], (i, value) => (A[i][j] = value));
    reflect((i) => b[i], (i, value) => (b[i] = value));
  }
  const w = Array(d).fill(0);
  for (let k = d - 1; k >= 0; k -= 1) {
    let rest = b[k];
    for (let j = k + 1; j < d; j += 1) rest -= A[k][j] * w[j];
    w[k] = rest / A[k][k];
  }
  return w;
}

/** Coordinate descent on mean squared error + λ·Σ|w|: one weight at a time, shrunk by λ/2 and cut off at 0. */
function lasso(X, t, lam) {
  const [n, d] = [X.length, X[0].length];
  const gram = Array.from({ length: d }, (_, j) => Array.from({ length: d }, (_, k) => X.reduce((sum, row) => sum + row[j] * row[k], 0) / n));
  const to = Array.from({ length: d }, (_, j) => X.reduce((sum, row, i) => sum + row[j] * t[i], 0) / n);
  const w = Array(d).fill(0);
  const pull = [...to]; // to − gram·w, kept up to date
  for (let sweep = 0; sweep < 20000; sweep += 1) {
    let most = 0;
    for (let j = 0; j < d; j += 1) {
      const z = pull[j] + gram[j][j] * w[j];
      const next = (Math.sign(z) * Math.max(Math.abs(z) - lam / 2, 0)) / gram[j][j];
      const step = next - w[j];
      if (step === 0) continue;
      w[j] = next;
      for (let k = 0; k < d; k += 1) pull[k] -= gram[k][j] * step;
      most = Math.max(most, Math.abs(step));
    }
    if (most < 1e-7) break;
  }
  return w;
}

export function predict(model, x) {
  return model.weights.reduce((sum, w, k) => sum + (w * (x ** (k + 1) - model.mean[k])) / model.scale[k], model.bias);
}

export const error = (model, data) => mean(data.map(([x, y]) => (predict(model, x) - y) ** 2));

/** Points, fit and errors of a state; `moved` {number: y} are training points that were taken elsewhere. */
export function study({ degree, penalty, lam, noise, samples, seed, moved = {} }) {
  const train = points(seed, samples, noise).map(([x, y], i) => [x, moved[i] ?? y]);
  const validation = points(seed + VALIDATION_SEED, VALIDATION_COUNT, noise);
  const model = fit(train, degree, penalty, lam);
  return { train, validation, model, trainError: error(model, train), validationError: error(model, validation) };
}

// ---- picture -------------------------------------------------------------------------------------

export function verdict({ trainError, validationError }, noise) {
  const floor = noise ** 2;
  if (trainError > 2 * floor + 0.05) return ["bad", "Underfitting: even the training points are missed. Less λ or a higher degree."];
  if (validationError > Math.max(2 * trainError, 2 * floor, 0.02)) return ["bad", "Overfitting: the curve fits these points, not the rule behind them. More λ, a lower degree or more points."];
  return ["good", "No clear sign of either: the validation error is below 0.02, or at most twice the larger of noise² and training error. Such a fit can be trusted about as far as these points reach."];
}

function render(context) {
  const ui = widget(context, { title: "Fit, overfit, regularize" });
  let now;
  const state = () => ({ ...Object.fromEntries(["degree", "penalty", "noise", "samples", "seed", "moved"].map((name) => [name, ui.get(name)])), lam: 10 ** ui.get("log_lam") });
  ui.paint(() => (now = study(state())));
  const fresh = () => ({ moved: {} });
  const zeros = () => now.model.weights.filter((w) => w === 0).length;
  const lam = () => fmt(10 ** ui.get("log_lam"), 4);
  ui.root.append(
    columns(
      [
        slider(ui, { path: "degree", label: "Degree", min: 1, max: 15, step: 1 }),
        select(ui, { path: "penalty", label: "Penalty", options: [["none", "none"], ["L2", "L2: λ·Σw²"], ["L1", "L1: λ·Σ|w|"]] }),
        onlyWithPenalty(ui, slider(ui, { path: "log_lam", label: "λ", min: -6, max: 1, step: 0.1, format: (v) => (ui.get("penalty") === "none" ? "none" : fmt(10 ** v, 6)) })),
        slider(ui, { path: "noise", label: "Noise", min: 0, max: 1, step: 0.05, onset: fresh }),
        slider(ui, { path: "samples", label: "Training points", min: 5, max: 100, step: 1, onset: fresh }),
        onePoint(ui, () => now.train),
        button(ui, { name: "seed", label: "Other points", onclick: () => ui.set({ seed: (ui.get("seed") % 999) + 1, moved: {} }) }),
        status(ui, () => verdict(now, ui.get("noise"))[1], () => verdict(now, ui.get("noise"))[0],
          "Does this curve follow the rule behind the points, or the points themselves? What will more points change, and what a penalty? Say it, then move one."),
      ],
      [fitPicture(ui, () => now), legend([
        { text: "training points", mark: "circle", colour: colour.blue },
        { text: "validation points", mark: "plus", colour: colour.soft },
        { text: "fit", colour: colour.orange, dash: "" },
        { text: "sin(πx), unknown in practice", colour: colour.green, dash: series[1].dash },
      ]), errorPicture(ui, state, () => now), legend([
        { text: "training error", colour: colour.blue, dash: "" },
        { text: "validation error", colour: colour.purple, dash: "7 4" },
        { text: "noise²: on new points no fit is better in the long run", colour: colour.soft, dash: "2 4" },
      ]), coefficientPicture(ui, () => now.model.weights)],
    ),
    table(ui, {
      caption: "Mean squared errors and coefficients",
      head: ["training error", "validation error", "noise²", "λ", "exact zeros", "Σ|w|"],
      rows: () => [[fmt(now.trainError), fmt(now.validationError), fmt(ui.get("noise") ** 2), ui.get("penalty") === "none" ? "–" : lam(),
        `${zeros()} of ${now.model.weights.length}`, fmt(now.model.weights.reduce((s, w) => s + Math.abs(w), 0), 2)]],
    }),
  );
  return ui.stop;
}

const chosenPoint = (ui, train) => Math.min(ui.get("point"), train.length - 1);
const takenTo = (ui, i, y) => ({ moved: { ...ui.get("moved"), [i]: clamp(Number(y.toFixed(2)), ...REACH) } });

/** The twin of the handles in the picture. */
function onePoint(ui, train) {
  if (ui.hidden("moved")) return "";
  const mine = () => chosenPoint(ui, train());
  const [min, max] = REACH;
  return group("Move one training point", { open: false },
    select(ui, { path: "point", label: "Training point", options: () => train().map(([x], i) => [i, `${i + 1}, at x = ${fmt(x, 2)}`]), read: mine }),
    slider(ui, { path: "moved", label: "Its y", min, max, step: 0.05, format: (v) => fmt(v, 2), read: () => clamp(train()[mine()][1], min, max), write: (y) => takenTo(ui, mine(), y) }));
}

function onlyWithPenalty(ui, control) {
  ui.paint(() => {
    if (control.style) control.style.display = ui.get("penalty") === "none" ? "none" : "";
  });
  return control;
}

// ---- error against degree or λ -------------------------------------------------------------------

const DEGREES = linspace(1, 15, 15);
const POWERS = linspace(-6, 1, 15);

/**
 * Training and validation error for each degree, or with a penalty for each λ, of the other settings. The curve stays while
 * its own slider moves. L1 is slow where λ is small: its points are found one after another, after the picture.
 */
function errorCurves(ui, state) {
  let id = "";
  let rows = [];
  let waiting = null;
  ui.cleanup(() => clearTimeout(waiting));
  return () => {
    const { degree, penalty, lam: _lam, ...others } = state();
    const places = penalty === "none" ? DEGREES : POWERS;
    const now = JSON.stringify([penalty, penalty === "none" ? 0 : degree, others]);
    const one = (place) => {
      const { trainError, validationError } = study({ ...state(), ...(penalty === "none" ? { degree: place } : { lam: 10 ** place }) });
      return [place, trainError, validationError];
    };
    if (now === id) return rows;
    [id, rows] = [now, penalty === "L1" ? [] : places.map(one)];
    clearTimeout(waiting);
    const more = () => {
      if (id !== now || rows.length === places.length) return;
      rows = [one(places[places.length - 1 - rows.length]), ...rows];
      ui.refresh();
      waiting = setTimeout(more, 0);
    };
    if (penalty === "L1") waiting = setTimeout(more, 120);
    return rows;
  };
}

function errorPicture(ui, state, now) {
  const curves = errorCurves(ui, state);
  const byDegree = () => ui.get("penalty") === "none";
  const place = () => ui.get(byDegree() ? "degree" : "log_lam");
  return picture(ui, {
    name: "errors",
    maxWidth: 600,
    height: 220,
    draw(pen, width, height) {
      const [rows, here] = [curves(), [now().trainError, now().validationError]];
      const all = [...rows.flatMap(([, a, b]) => [a, b]), ...here].map((v) => clamp(v, 1e-3, 1e3));
      const range = [10 ** Math.floor(Math.log10(Math.min(...all)) + 1e-9), 10 ** Math.ceil(Math.log10(Math.max(...all, 0.02)) + 1e-9)];
      const plot = axes(pen, {
        left: 52, top: 26, width: width - 66, height: height - 70, x: byDegree() ? [0.5, 15.5] : [-6.2, 1.2], y: range, yLog: true,
        xTicks: byDegree() ? [1, 3, 5, 7, 9, 11, 13, 15] : [-6, -5, -4, -3, -2, -1, 0, 1],
        format: (v) => (!byDegree() && v <= 1 && Number.isInteger(v) && v < 0 ? `1e−${-v}` : !byDegree() && v === 0 ? "1" : fmt(v)), xLabel: byDegree() ? "degree" : "λ", yLabel: "mean squared error (logarithmic axis)",
      });
      const inRange = (k) => rows.map((row) => [row[0], clamp(row[k], ...range)]);
      plot.curve([[-7, ui.get("noise") ** 2], [16, ui.get("noise") ** 2]], { stroke: colour.soft, "stroke-dasharray": "2 4" });
      plot.curve(inRange(1), { stroke: colour.blue, "stroke-width": 2.5 });
      plot.curve(inRange(2), { stroke: colour.purple, "stroke-width": 2.5, "stroke-dasharray": "7 4" });
      plot.curve([[place(), range[0]], [place(), range[1]]], { stroke: colour.ink, "stroke-width": 1.5, "stroke-dasharray": "3 4" });
      const [a, b] = here.map((v) => clamp(v, ...range));
      plot.dots([[place(), a]], "circle", 6, { fill: colour.blue });
      plot.dots([[place(), b]], "diamond", 7, { fill: colour.purple });
      const end = plot.x(place()) > width - 110;
      pen.text(plot.x(place()) + (end ? -8 : 8), plot.y(range[1]) + 16, "you are here", { anchor: end ? "end" : "start", halo: true, "font-weight": 650 });
      const x = byDegree() ? { path: "degree", min: 1, max: 15, step: 1 } : { path: "log_lam", min: -6, max: 1, step: 0.1 };
      const value = byDegree() ? `degree ${place()}` : `λ = ${fmt(10 ** place(), 6)}`;
      pen.handle(point(ui, plot, { name: "here", label: `You are here (${byDegree() ? "degree" : "λ"})`, x, y: b, words: `${value}, validation error ${fmt(now().validationError, 3)}` }));
    },
    alt: () => {
      const best = curves().reduce((least, row) => (row[2] < least[2] ? row : least), [place(), 0, now().validationError]);
      const at = (v) => (byDegree() ? `degree ${v}` : `λ = ${fmt(10 ** v, 6)}`);
      return `Training and validation error against ${byDegree() ? "degree" : "λ"}. You are at ${at(place())}: training ${fmt(now().trainError, 3)}, validation ${fmt(now().validationError, 3)}. The smallest validation error of the curve is ${fmt(best[2], 3)}, at ${at(best[0])}.`;
    },
  });
}

function fitPicture(ui, now) {
  return picture(ui, {
    name: "fit",
    maxWidth: 600,
    height: 340,
    draw(pen, width, height) {
      const plot = axes(pen, { left: 40, top: 26, width: width - 54, height: height - 70, x: [-1, 1], y: [-2.5, 2.5], xLabel: "x", yLabel: "y" });
      plot.dots(now().validation, "plus", 3, { fill: colour.soft });
      plot.graph(truth, { stroke: colour.green, "stroke-width": 2, "stroke-dasharray": series[1].dash });
      // beyond the frame a wild curve is cut off, so that coordinates stay small
      plot.curve(linspace(-1, 1, 400).map((x) => [x, Math.max(-50, Math.min(50, predict(now().model, x)))]), { stroke: colour.orange, "stroke-width": 3 });
      plot.dots(now().train, "circle", 5.5, { fill: colour.blue });
      const { train } = now();
      const chosen = chosenPoint(ui, train);
      train.forEach(([x, y], i) => {
        const to = (next) => takenTo(ui, i, next);
        pen.handle({
          name: `point${i + 1}`, label: `Training point ${i + 1} of ${train.length}`, words: `x = ${fmt(x, 2)}, y = ${fmt(y, 2)}`, now: clamp(y, ...REACH), min: REACH[0], max: REACH[1], paths: ["moved"],
          at: [plot.x(x), plot.y(clamp(y, ...REACH))],
          drag: (_, py) => to(plot.valueY(py)), keys: (dx, dy) => to(y + 0.05 * dy), end: (top) => to(REACH[top ? 1 : 0]), type: to,
          many: {
            chosen: i === chosen,
            neighbour: (way) => `point${((i + Math.sign(way) + train.length) % train.length) + 1}`,
            choose: () => ui.set("point", i),
          },
        });
      });
    },
    alt: () => `${ui.get("samples")} training points around a sine wave and a polynomial of degree ${ui.get("degree")}, penalty ${ui.get("penalty")}. Training error ${fmt(now().trainError, 3)}, validation error ${fmt(now().validationError, 3)}.`,
  });
}

const REACH = [-2.5, 2.5];

function coefficientPicture(ui, weights) {
  return picture(ui, {
    // Not to be grabbed: the coefficients are the fit's answer.
    name: "coefficients",
    maxWidth: 700,
    height: 200,
    draw(pen, width) {
      const most = Math.max(...weights().map(Math.abs), 1e-9);
      const slot = (width - 20) / weights().length;
      pen.text(10, 16, `coefficients of the scaled powers, largest ${fmt(most, 2)}`, { size: 13 });
      pen.line(10, 100, width - 10, 100, { stroke: colour.line });
      weights().forEach((w, k) => {
        const x = 10 + k * slot;
        const tall = (70 * Math.abs(w)) / most;
        if (w === 0) pen.mark("cross", x + slot / 2, 100, 5, { fill: colour.red });
        else pen.rect(x + 4, w > 0 ? 100 - tall : 100, Math.max(slot - 8, 2), tall, { fill: w > 0 ? colour.blue : colour.orange, stroke: colour.ink, "stroke-width": 0.5 });
        pen.text(x + slot / 2, 192, slot < 26 && k % 2 ? "" : `x${k ? superscript(k + 1) : ""}`, { anchor: "middle", size: 12 });
      });
    },
    alt: () => `Coefficients of x, x² and so on: ${weights().map((w) => fmt(w, 2)).join(", ")}. A cross marks an exact zero.`,
  });
}

const superscript = (n) => String(n).replace(/\d/g, (c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]);

export default { render };
