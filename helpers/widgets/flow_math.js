// The mathematics of GradientFlow: one forward and one backward pass through a deep dense network with random weights,
// with or without batch normalization.

import { randomFrom } from "./numbers.js";

export const WIDTH = 24;
export const BATCH = 48;
const EPSILON = 1e-3;

const FUNCTIONS = {
  sigmoid: { f: (z) => 1 / (1 + Math.exp(-z)), slope: (a) => a * (1 - a), edge: (a) => a < 0.05 || a > 0.95 },
  tanh: { f: Math.tanh, slope: (a) => 1 - a * a, edge: (a) => Math.abs(a) > 0.95 },
  relu: { f: (z) => (z > 0 ? z : 0), slope: (a) => (a > 0 ? 1 : 0), edge: (a) => a === 0 },
};

let drawn = { id: "" };

// Standard normal numbers: input, readout, and 30 layers of weights. Drawn once for a seed, scaled later.
function numbers(seed) {
  if (drawn.id !== seed) {
    const random = randomFrom(seed);
    const take = (count) => Float64Array.from({ length: count }, () => random.normal());
    drawn = { id: seed, x: take(BATCH * WIDTH), v: take(WIDTH), W: Array.from({ length: 30 }, () => take(WIDTH * WIDTH)) };
  }
  return drawn;
}

// C = A·B for A (n, k), B (k, m), row by row; `turnA`, `turnB` take the transpose of A or B.
function product(A, B, n, k, m, turnA = false, turnB = false) {
  const C = new Float64Array(n * m);
  for (let i = 0; i < n; i += 1) {
    for (let p = 0; p < k; p += 1) {
      const a = turnA ? A[p * n + i] : A[i * k + p];
      if (a === 0) continue;
      for (let j = 0; j < m; j += 1) C[i * m + j] += a * (turnB ? B[j * k + p] : B[p * m + j]);
    }
  }
  return C;
}

function column(values, j) {
  const out = new Float64Array(BATCH);
  for (let i = 0; i < BATCH; i += 1) out[i] = values[i * WIDTH + j];
  return out;
}

const mean = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;
const norm = (values) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0));

function normalized(z) {
  const out = new Float64Array(z.length);
  const deviations = [];
  for (let j = 0; j < WIDTH; j += 1) {
    const values = column(z, j);
    const middle = mean(values);
    const deviation = Math.sqrt(mean(values.map((v) => (v - middle) ** 2)) + EPSILON);
    deviations.push(deviation);
    values.forEach((v, i) => (out[i * WIDTH + j] = (v - middle) / deviation));
  }
  return { out, deviations };
}

// Backward through the normalization: mean and variance depend on every sample of the batch.
function normalisedBack(delta, { out, deviations }) {
  const back = new Float64Array(delta.length);
  for (let j = 0; j < WIDTH; j += 1) {
    const [d, h] = [column(delta, j), column(out, j)];
    const [first, second] = [mean(d), mean(d.map((v, i) => v * h[i]))];
    d.forEach((v, i) => (back[i * WIDTH + j] = (v - first - h[i] * second) / deviations[j]));
  }
  return back;
}

/**
 * One pass. Weights are normal numbers times scale/√WIDTH, biases 0; the loss is the mean log loss of one linear
 * readout, whose label says whether the first input is positive.
 * Returns {deltas, norms, outs, stds, edges}: for each layer the norms of ∂L/∂z, which flows back, and of ∂L/∂W, which
 * moves the weights; its activations, their standard deviation, and the share that is saturated (ReLU: 0).
 */
export function pass({ depth, activation, scale, batchNorm, seed }) {
  const { x, v, W } = numbers(seed);
  const { f, slope, edge } = FUNCTIONS[activation];
  const weights = W.slice(0, depth).map((values) => values.map((w) => (w * scale) / Math.sqrt(WIDTH)));
  const outs = [x];
  const norms = [];
  for (const layer of weights) {
    const z = product(outs.at(-1), layer, BATCH, WIDTH, WIDTH);
    const scaled = batchNorm ? normalized(z) : { out: z };
    norms.push(scaled);
    outs.push(scaled.out.map(f));
  }
  const readout = v.map((value) => value / Math.sqrt(WIDTH));
  const logits = product(outs.at(-1), readout, BATCH, WIDTH, 1);
  const error = logits.map((z, i) => (1 / (1 + Math.exp(-z)) - (x[i * WIDTH] > 0 ? 1 : 0)) / BATCH);
  let delta = product(error, readout, BATCH, 1, WIDTH);
  const found = new Array(depth);
  const deltas = new Array(depth);
  for (let l = depth - 1; l >= 0; l -= 1) {
    delta = delta.map((d, i) => d * slope(outs[l + 1][i]));
    if (batchNorm) delta = normalisedBack(delta, norms[l]);
    deltas[l] = norm(delta);
    found[l] = norm(product(outs[l], delta, WIDTH, BATCH, WIDTH, true));
    if (l) delta = product(delta, weights[l], BATCH, WIDTH, WIDTH, false, true);
  }
  const layers = outs.slice(1);
  const spread = (values) => {
    const middle = mean(values);
    return Math.sqrt(mean(values.map((a) => (a - middle) ** 2)));
  };
  return {
    deltas,
    norms: found,
    outs: layers,
    stds: layers.map(spread),
    edges: layers.map((values) => values.reduce((sum, a) => sum + (edge(a) ? 1 : 0), 0) / values.length),
  };
}

/** The same as plain lists, without the activations. */
export function passed(settings) {
  const { deltas, norms, stds, edges } = pass(settings);
  return { deltas, norms, stds, edges };
}

/** Counts of activations in `bins` equal bins over [low, high]; what lies outside falls into the outer bins. */
export function histogram(values, low, high, bins) {
  const counts = new Array(bins).fill(0);
  for (const a of values) {
    const k = Math.floor(((a - low) / (high - low)) * bins);
    counts[Math.min(bins - 1, Math.max(0, Number.isNaN(k) ? 0 : k))] += 1;
  }
  return counts;
}

/** The mean factor by which a layer multiplies the gradient on its way back, from the last layer to the first. */
export function factorBack(deltas) {
  return deltas.length < 2 ? 1 : (deltas[0] / deltas.at(-1)) ** (1 / (deltas.length - 1));
}
