// The mathematics of the worked 2-2-2 network, and the steps of one update in words and numbers.

import { factor, fmt, signed } from "./numbers.js";

// w[0..7] are w1..w8: w1, w2 into h1; w3, w4 into h2; w5, w6 into o1; w7, w8 into o2.

export function sigmoid(z) {
  return 1 / (1 + Math.exp(-z));
}

/** All values of the forward pass: netH, outH, netO, outO (pairs), errors (a pair), error. */
export function forward(x, w, b, target) {
  const netH = [w[0] * x[0] + w[1] * x[1] + b[0], w[2] * x[0] + w[3] * x[1] + b[0]];
  const outH = netH.map(sigmoid);
  const netO = [w[4] * outH[0] + w[5] * outH[1] + b[1], w[6] * outH[0] + w[7] * outH[1] + b[1]];
  const outO = netO.map(sigmoid);
  const errors = outO.map((o, k) => 0.5 * (target[k] - o) ** 2);
  return { netH, outH, netO, outO, errors, error: errors[0] + errors[1] };
}

/**
 * All values of the backward pass with the old weights: at each output and hidden neuron dOut = ∂E/∂out,
 * slope = ∂out/∂net, delta = ∂E/∂net (pairs); gradW (8) and gradB (a pair, summed over the layer).
 */
export function backward(x, w, b, target) {
  const f = forward(x, w, b, target);
  const dOutO = f.outO.map((o, k) => o - target[k]);
  const slopeO = f.outO.map((o) => o * (1 - o));
  const deltaO = dOutO.map((d, k) => d * slopeO[k]);
  const dOutH = [0, 1].map((j) => deltaO[0] * w[4 + j] + deltaO[1] * w[6 + j]);
  const slopeH = f.outH.map((o) => o * (1 - o));
  const deltaH = dOutH.map((d, j) => d * slopeH[j]);
  const gradW = [...deltaH.flatMap((d) => x.map((v) => d * v)), ...deltaO.flatMap((d) => f.outH.map((v) => d * v))];
  const gradB = [deltaH[0] + deltaH[1], deltaO[0] + deltaO[1]];
  return { ...f, dOutO, slopeO, deltaO, dOutH, slopeH, deltaH, gradW, gradB };
}

/** The next weights and biases: all gradients come from the old ones. */
export function updated({ x, w, b, target, lr, train_biases: trainBiases }) {
  const { gradW, gradB } = backward(x, w, b, target);
  return {
    w: w.map((v, i) => v - lr * gradW[i]),
    b: trainBiases ? b.map((v, i) => v - lr * gradB[i]) : b,
  };
}

/** Which updates a curve keeps: the first hundred, then those with two leading digits. */
export function kept(count) {
  return count <= 100 || count % 10 ** (String(count).length - 2) === 0;
}

/** `count` updates from the given state: the changed part of the state {w, b, updates, curve}. */
export function train(state, count) {
  let { w, b } = state;
  const errorNow = () => forward(state.x, w, b, state.target).error;
  const curve = state.curve.length ? [...state.curve] : [[state.updates, errorNow()]];
  const end = state.updates + count;
  for (let done = state.updates + 1; done <= end; done += 1) {
    ({ w, b } = updated({ ...state, w, b }));
    if (kept(done) || done === end) curve.push([done, errorNow()]);
  }
  return { w, b, updates: end, curve };
}

// ---- the steps of one update, in words and numbers ---------------------------------------------

const LAYERS = {
  h: { inputs: ["i1", "i2"], first: 1, bias: "b1", biasAt: 0 },
  o: { inputs: ["out_h1", "out_h2"], first: 5, bias: "b2", biasAt: 1 },
};
const exact = (v) => factor(v, 10);

/** Every step as {key, value, phase, formula, numbers, why, nodes, edges}; names as net_h1, ∂E/∂w5. */
export function lessonSteps(state) {
  const { x, w, b, target, lr, train_biases: trainBiases } = state;
  const v = backward(x, w, b, target);
  return [
    ...forwardSteps(v, x, w, b, target),
    ...[0, 1].flatMap((k) => outputSteps(v, w, k, target)),
    ...[0, 1].flatMap((j) => hiddenSteps(v, x, w, j)),
    ...(trainBiases ? biasSteps(v) : []),
    {
      key: "update",
      value: NaN,
      phase: "update",
      formula: "new w = w − η·∂E/∂w, all at once",
      numbers: `for example new w5 = ${fmt(w[4], 10)} − ${fmt(lr, 10)}·${exact(v.gradW[4])} = ${fmt(w[4] - lr * v.gradW[4], 10)}`,
      why: trainBiases
        ? "All gradients are known now; only now do the weights and the biases move."
        : "All gradients are known now; only now do the weights move. The classic example leaves the biases as they are.",
      nodes: [],
      edges: [1, 2, 3, 4, 5, 6, 7, 8],
    },
  ];
}

function forwardSteps(v, x, w, b, target) {
  const steps = [];
  for (const [layer, nets, outs, ins] of [["h", v.netH, v.outH, x], ["o", v.netO, v.outO, v.outH]]) {
    const { inputs, first, bias, biasAt } = LAYERS[layer];
    for (const k of [0, 1]) {
      const node = `${layer}${k + 1}`;
      const n = first + 2 * k;
      steps.push({
        key: `net_${node}`,
        value: nets[k],
        formula: `net_${node} = w${n}·${inputs[0]} + w${n + 1}·${inputs[1]} + ${bias}`,
        numbers: `${exact(w[n - 1])}·${exact(ins[0])} + ${exact(w[n])}·${exact(ins[1])} ${signed(b[biasAt], 10)}`,
        why: `The weighted sum of what comes into ${node}, plus the bias.`,
        nodes: [node, bias],
        edges: [n, n + 1],
      });
      steps.push({
        key: `out_${node}`,
        value: outs[k],
        formula: `out_${node} = σ(net_${node}) = 1 / (1 + e^(−net_${node}))`,
        numbers: `1 / (1 + e^(${fmt(-nets[k], 10)}))`,
        why: `The sigmoid of the net input is what ${node} passes on.`,
        nodes: [node],
        edges: [],
      });
    }
  }
  for (const k of [0, 1]) {
    steps.push({
      key: `E_o${k + 1}`,
      value: v.errors[k],
      formula: `E_o${k + 1} = ½·(target${k + 1} − out_o${k + 1})²`,
      numbers: `½·(${fmt(target[k], 10)} − ${fmt(v.outO[k], 10)})²`,
      why: "Half the square of the miss; the ½ cancels the 2 of the derivative.",
      nodes: [`o${k + 1}`],
      edges: [],
    });
  }
  steps.push({
    key: "E",
    value: v.error,
    formula: "E = E_o1 + E_o2",
    numbers: `${fmt(v.errors[0], 10)} + ${fmt(v.errors[1], 10)}`,
    why: "The forward pass is done. Now backward: how does E change with each weight?",
    nodes: ["o1", "o2"],
    edges: [],
  });
  return steps.map((step) => ({ ...step, phase: "forward" }));
}

function outputSteps(v, w, k, target) {
  const node = `o${k + 1}`;
  const n = 5 + 2 * k;
  return [
    {
      key: `dout_${node}`,
      value: v.dOutO[k],
      formula: `∂E/∂out_${node} = out_${node} − target${k + 1}`,
      numbers: `${fmt(v.outO[k], 10)} − ${factor(target[k], 10)}`,
      why: v.dOutO[k] > 0 ? "Positive: a larger output makes the error larger." : "Not positive: a larger output makes the error smaller.",
      nodes: [node],
      edges: [],
    },
    ...slopeAndDelta(v.outO[k], v.dOutO[k], v.slopeO[k], v.deltaO[k], node),
    ...[0, 1].map((j) => gradientStep(n + j, v.gradW[n + j - 1], node, v.deltaO[k], `out_h${j + 1}`, v.outH[j])),
  ].map((step) => ({ ...step, phase: "backward" }));
}

function hiddenSteps(v, x, w, j) {
  const node = `h${j + 1}`;
  return [
    {
      key: `dout_${node}`,
      value: v.dOutH[j],
      formula: `∂E/∂out_${node} = δ_o1·w${5 + j} + δ_o2·w${7 + j}`,
      numbers: `${exact(v.deltaO[0])}·${exact(w[4 + j])} + ${exact(v.deltaO[1])}·${exact(w[6 + j])} = ${fmt(v.deltaO[0] * w[4 + j], 10)} ${signed(v.deltaO[1] * w[6 + j], 10)}`,
      why: `Two paths lead from ${node} to the error, so two terms are added. The weights are the old ones.`,
      nodes: [node],
      edges: [5 + j, 7 + j],
    },
    ...slopeAndDelta(v.outH[j], v.dOutH[j], v.slopeH[j], v.deltaH[j], node),
    ...[0, 1].map((i) => gradientStep(1 + 2 * j + i, v.gradW[2 * j + i], node, v.deltaH[j], `i${i + 1}`, x[i])),
  ].map((step) => ({ ...step, phase: "backward" }));
}

function slopeAndDelta(out, dOut, slope, delta, node) {
  return [
    {
      key: `slope_${node}`,
      value: slope,
      formula: `∂out_${node}/∂net_${node} = out_${node}·(1 − out_${node})`,
      numbers: `${fmt(out, 10)}·(1 − ${fmt(out, 10)})`,
      why: "The slope of the sigmoid, at most 0.25.",
      nodes: [node],
      edges: [],
    },
    {
      key: `delta_${node}`,
      value: delta,
      formula: `δ_${node} = ∂E/∂net_${node} = ∂E/∂out_${node}·∂out_${node}/∂net_${node}`,
      numbers: `${exact(dOut)}·${exact(slope)}`,
      why: `Chain rule: from the error to the net input of ${node}.`,
      nodes: [node],
      edges: [],
    },
  ];
}

function gradientStep(n, value, node, delta, source, sourceValue) {
  return {
    key: `grad_w${n}`,
    value,
    formula: `∂E/∂w${n} = δ_${node}·${source}`,
    numbers: `${exact(delta)}·${exact(sourceValue)}`,
    why: `w${n} multiplies ${source}, so net_${node} changes with w${n} as fast as ${source} is large.`,
    nodes: [node, source.replace("out_", "")],
    edges: [n],
  };
}

function biasSteps(v) {
  return [["b2", "o", v.deltaO, v.gradB[1]], ["b1", "h", v.deltaH, v.gradB[0]]].map(([bias, layer, delta, value]) => ({
    key: `grad_${bias}`,
    value,
    phase: "backward",
    formula: `∂E/∂${bias} = δ_${layer}1 + δ_${layer}2`,
    numbers: `${exact(delta[0])} + ${exact(delta[1])}`,
    why: `${bias} is shared by two neurons, so both add to its gradient.`,
    nodes: [bias, `${layer}1`, `${layer}2`],
    edges: [],
  }));
}

/** How many of the steps are the forward pass. */
export const FORWARD_STEPS = 11;
