// The mathematics of OptimizerRace: five surfaces, five optimizers, their paths, contours, and verdicts in words.

import { fmt } from "./numbers.js";

export const BOX = [-2.2, 2.2];
const FAR = 1e4; // farther out than this, or not a number: the run ends
const RHO = 0.9;
const BETA2 = 0.999;
const EPS = 1e-7;

/**
 * Each surface: loss f, slope and curvatures hess = [xx, xy, yy] at (x, y), its minima (the lowest first, loss 0 there),
 * saddles, where to start, a learning rate to start with, and `power`: contour lines lie at t^power of the highest loss.
 */
export const SURFACES = {
  bowl: {
    text: "bowl: 2x² + 2y²",
    f: (x, y) => 2 * x * x + 2 * y * y,
    grad: (x, y) => [4 * x, 4 * y],
    hess: () => [4, 0, 4],
    minima: [[0, 0]], saddles: [], start: [1.6, 1], lr: 0.1, power: 2, quadratic: true,
  },
  ravine: {
    text: "ravine: ½x² + 12.5y²",
    f: (x, y) => 0.5 * x * x + 12.5 * y * y,
    grad: (x, y) => [x, 25 * y],
    hess: () => [1, 0, 25],
    minima: [[0, 0]], saddles: [], start: [-2, 1], lr: 0.05, power: 2, quadratic: true,
  },
  saddle: {
    text: "saddle: ½x² − ½y² + ¼y⁴ + ¼",
    f: (x, y) => 0.5 * x * x - 0.5 * y * y + 0.25 * y ** 4 + 0.25,
    grad: (x, y) => [x, y ** 3 - y],
    hess: (x, y) => [1, 0, 3 * y * y - 1],
    minima: [[0, 1], [0, -1]], saddles: [[0, 0]], start: [1.8, 0.01], lr: 0.1, power: 2,
  },
  rosenbrock: {
    text: "Rosenbrock: (1 − x)² + 100(y − x²)²",
    f: (x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
    grad: (x, y) => [2 * (x - 1) - 400 * x * (y - x * x), 200 * (y - x * x)],
    hess: (x, y) => [2 - 400 * y + 1200 * x * x, -400 * x, 200],
    minima: [[1, 1]], saddles: [], start: [-1.2, 1], lr: 0.001, power: 5,
  },
  basins: {
    text: "two basins: (x² − 1)² + 0.3x + y²",
    f: (x, y) => (x * x - 1) ** 2 + 0.3 * x + y * y + 0.30542848371,
    grad: (x, y) => [4 * x * (x * x - 1) + 0.3, 2 * y],
    hess: (x) => [12 * x * x - 4, 0, 2],
    minima: [[-1.0355785, 0], [0.9601496, 0]], saddles: [[0.0754292, 0]], start: [1.7, 1], lr: 0.05, power: 2.5,
  },
};

export const OPTIMIZERS = { gd: "gradient descent", momentum: "momentum", adagrad: "AdaGrad", rmsprop: "RMSprop", adam: "Adam" };

/** Change of one coordinate by slope g at step t (from 1); `memory` is that coordinate's {v, s}, updated here. */
function change(kind, g, memory, t, lr, beta) {
  if (kind === "gd") return -lr * g;
  if (kind === "momentum") {
    memory.v = beta * memory.v + lr * g;
    return -memory.v;
  }
  if (kind === "adagrad") memory.s += g * g;
  else memory.s = kind === "rmsprop" ? RHO * memory.s + (1 - RHO) * g * g : BETA2 * memory.s + (1 - BETA2) * g * g;
  if (kind !== "adam") return (-lr * g) / (Math.sqrt(memory.s) + EPS);
  memory.v = beta * memory.v + (1 - beta) * g;
  const mean = memory.v / (1 - beta ** t);
  return (-lr * mean) / (Math.sqrt(memory.s / (1 - BETA2 ** t)) + EPS);
}

/** The path of one optimizer: {points, losses, ended}; `ended` is the step at which it left every bound, else 0. */
export function run(surface, kind, start, lr, beta, steps) {
  const { f, grad } = SURFACES[surface];
  const memory = [{ v: 0, s: 0 }, { v: 0, s: 0 }];
  let p = [...start];
  const points = [p];
  const losses = [f(...p)];
  for (let t = 1; t <= steps; t += 1) {
    const slope = grad(...p);
    p = p.map((value, i) => value + change(kind, slope[i], memory[i], t, lr, beta));
    const far = !p.every((value) => Math.abs(value) < FAR);
    if (far) return { points, losses, ended: t };
    points.push(p);
    losses.push(f(...p));
  }
  return { points, losses, ended: 0 };
}

/** The largest curvature at a point: the larger eigenvalue of the Hessian. */
export function largestCurvature(surface, x, y) {
  const [a, b, d] = SURFACES[surface].hess(x, y);
  return (a + d) / 2 + Math.hypot((a - d) / 2, b);
}

/** The largest learning rate that is stable on a quadratic surface for gradient descent or momentum, from this start. */
export function stableLimit(surface, kind, start, beta) {
  const [xx, , yy] = SURFACES[surface].hess(0, 0);
  const felt = [xx, yy].filter((_, i) => start[i] !== 0);
  return felt.length ? (2 * (kind === "momentum" ? 1 + beta : 1)) / Math.max(...felt) : Infinity;
}

/** What became of a run: {state, text}; state is "diverged", "arrived", "local", "saddle", "hopping", "crawling" or "going". */
export function verdict(surface, kind, start, lr, beta, { points, losses, ended }) {
  const { quadratic } = SURFACES[surface];
  if (quadratic && (kind === "gd" || kind === "momentum")) {
    const found = onQuadratic(surface, kind, start, lr, beta, points.length - 1);
    if (found) return found;
  }
  if (ended) return { state: "diverged", text: whyDiverged(surface, kind, lr, beta, points, losses, ended) };
  return whereItIs(surface, points, losses);
}

function onQuadratic(surface, kind, start, lr, beta, steps) {
  const limit = stableLimit(surface, kind, start, beta);
  const excess = lr / limit - 1;
  if (excess < -1e-9 || steps === 0) return null;
  const [xx, , yy] = SURFACES[surface].hess(0, 0);
  const curvature = Math.max(...[xx, yy].filter((_, i) => start[i] !== 0));
  const product = `η·λ = ${fmt(lr)} · ${fmt(curvature)} = ${fmt(lr * curvature)}`;
  if (kind === "momentum") {
    const edge = `2(1 + β) = ${fmt(2 * (1 + beta))}`;
    return excess > 1e-9
      ? { state: "diverged", text: `diverges: ${product} is above ${edge}, the limit with momentum.` }
      : { state: "hopping", text: `does not settle: ${product} is exactly ${edge}, the limit with momentum.` };
  }
  const times = fmt(1 - lr * curvature);
  return excess > 1e-9
    ? { state: "diverged", text: `diverges: ${product} is above 2, so each step multiplies the distance by 1 − ηλ = ${times}: other side, farther out.` }
    : { state: "hopping", text: `jumps between two points for ever: ${product}, so each step multiplies the distance by ${times}.` };
}

function whyDiverged(surface, kind, lr, beta, points, losses, ended) {
  if (kind !== "gd" && kind !== "momentum") return `left the picture at step ${ended}: η = ${fmt(lr)} is about the length of each of its steps, and that is too long here.`;
  const rise = Math.max(1, losses.findIndex((loss, i) => i > 0 && loss > losses[i - 1]));
  const at = points[Math.max(0, Math.min(rise, points.length) - 1)];
  const curvature = largestCurvature(surface, ...at);
  const [rule, limit] = kind === "momentum" ? ["2(1 + β)/λ", 2 * (1 + beta)] : ["2/λ", 2];
  return `diverged at step ${ended}: at (${at.map((v) => fmt(v, 2)).join(", ")}) the curvature λ is ${fmt(curvature, 0)}; on a bowl of this curvature the limit is ${rule} = ${fmt(limit / curvature, 5)}, and η is ${fmt(lr)}.`;
}

const distance = ([a, b], [c, d]) => Math.hypot(a - c, b - d);

function whereItIs(surface, points, losses) {
  const { minima, saddles, grad, f } = SURFACES[surface];
  const last = points.at(-1);
  const slope = Math.hypot(...grad(...last));
  const loss = losses.at(-1);
  const back = Math.max(0, points.length - 21);
  const stride = points.length > 1 ? points.slice(back + 1).reduce((sum, p, i) => sum + distance(p, points[back + i]), 0) / (points.length - 1 - back) : 0;
  if (slope < 0.02 && stride < 0.02) {
    const home = minima.findIndex((m) => distance(m, last) < 0.05);
    if (home >= 0 && f(...minima[home]) < 1e-3) return { state: "arrived", text: "has arrived at the lowest point." };
    if (home >= 0) return { state: "local", text: `sits in a minimum that is not the lowest: the loss is ${fmt(f(...minima[home]), 2)} above it, the slope 0, and nothing pulls it out.` };
    if (saddles.some((s) => distance(s, last) < 0.15)) return { state: "saddle", text: "hangs at the saddle: the slope is almost 0 there, so its steps are almost 0 too." };
  }
  if (points.length > 21) {
    const before = losses[back];
    if (loss > 0.8 * before && stride > 0.02) return { state: "hopping", text: `hops to and fro: its last 20 steps were ${fmt(stride, 2)} long on average and brought no progress.` };
    const travelled = distance(points[0], points[1]);
    if (stride < 0.02 * travelled && slope > 0.02 && loss > 0.01 * losses[0]) return { state: "crawling", text: `crawls: its first step was ${fmt(travelled, 3)} long, its last ones ${fmt(stride, 5)}.` };
  }
  return { state: "going", text: "is on its way." };
}

/** Contour lines as [level, segments]; a segment is [x1, y1, x2, y2]. Marching squares on a grid of `n` × `n` cells. */
export function contours(surface, n = 72, count = 12) {
  const { f, power } = SURFACES[surface];
  const [low, high] = BOX;
  const step = (high - low) / n;
  const at = (i) => low + i * step;
  const values = Array.from({ length: n + 1 }, (_, j) => Array.from({ length: n + 1 }, (_, i) => f(at(i), at(j))));
  const top = Math.max(...values.flat());
  return Array.from({ length: count }, (_, k) => {
    const level = top * ((k + 0.6) / count) ** power;
    const segments = [];
    for (let j = 0; j < n; j += 1) for (let i = 0; i < n; i += 1) segments.push(...cell(values, i, j, level, at, step));
    return [level, segments];
  });
}

// Where the contour crosses the four sides of a cell; with four crossings they are joined in pairs.
function cell(values, i, j, level, at, step) {
  const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
  const hits = [];
  corners.forEach(([a, b], k) => {
    const [c, d] = corners[(k + 1) % 4];
    const [u, v] = [values[b][a] - level, values[d][c] - level];
    if (u < 0 === v < 0) return;
    const t = u / (u - v);
    hits.push([at(a) + t * (c - a) * step, at(b) + t * (d - b) * step]);
  });
  const segments = [];
  for (let k = 0; k + 1 < hits.length; k += 2) segments.push([...hits[k], ...hits[k + 1]]);
  return segments;
}
