// The mathematics of ArchitecturePlayground: made data in the plane, a small dense network, its gradients by
// backpropagation, and stochastic gradient descent. All random numbers come from seeds.

import { randomFrom } from "./numbers.js";

export const SAMPLES = 150;
export const BATCH = 10;
const CHANCE = Math.log(2);

/** Points in the plane with labels 0 and 1, classes in turn: `[[x1, x2, label], ...]`. */
export function makeData(kind, noise, seed) {
  const random = randomFrom(seed);
  const points = [];
  for (let i = 0; i < SAMPLES; i += 1) {
    const label = i % 2;
    const [a, b] = [random(), random()];
    const [x1, x2] = place(kind, label, a, b);
    points.push([x1 + noise * random.normal(), x2 + noise * random.normal(), label]);
  }
  return points;
}

// Where a point of a class lies, from two random numbers in [0, 1).
function place(kind, label, a, b) {
  if (kind === "moons") {
    const t = Math.PI * a;
    return label ? [0.5 - Math.cos(t), 0.25 - Math.sin(t)] : [Math.cos(t) - 0.5, Math.sin(t) - 0.25];
  }
  if (kind === "circles") {
    const r = label ? 0.5 * Math.sqrt(b) : 0.85 + 0.3 * b;
    return [r * Math.cos(2 * Math.PI * a), r * Math.sin(2 * Math.PI * a)];
  }
  if (kind === "spirals") {
    const t = 0.15 + 0.85 * a;
    const angle = 3 * Math.PI * t + Math.PI * label;
    return [1.2 * t * Math.cos(angle), 1.2 * t * Math.sin(angle)];
  }
  const [u, v] = [0.1 + 1.1 * a, 0.1 + 1.1 * b];
  // XOR: label 1 where the signs differ; which of the two quadrants comes from the digits behind a.
  const sign = (a * 1000) % 1 < 0.5 ? 1 : -1;
  return label ? [sign * u, -sign * v] : [sign * u, sign * v];
}

const FUNCTIONS = {
  relu: [(z) => (z > 0 ? z : 0), (a) => (a > 0 ? 1 : 0)],
  tanh: [Math.tanh, (a) => 1 - a * a],
  sigmoid: [(z) => 1 / (1 + Math.exp(-z)), (a) => a * (1 - a)],
  linear: [(z) => z, () => 1],
};

/** A new network: `layers` hidden layers of `units`; weights of He's scale for ReLU, of 1/√inputs else; biases 0. */
export function makeNetwork({ layers, units, activation, seed }) {
  const random = randomFrom(seed + 1000);
  const sizes = [2, ...new Array(layers).fill(units), 1];
  const made = sizes.slice(1).map((outputs, i) => {
    const inputs = sizes[i];
    const scale = Math.sqrt((activation === "relu" ? 2 : 1) / inputs);
    return { inputs, outputs, W: Float64Array.from({ length: inputs * outputs }, () => scale * random.normal()), b: new Float64Array(outputs) };
  });
  return { activation, layers: made };
}

/** Activations of every layer for one point; the last is the net input (logit) of the output. */
function forward(net, x1, x2) {
  const act = FUNCTIONS[net.activation][0];
  const outs = [[x1, x2]];
  const last = net.layers.length - 1;
  net.layers.forEach(({ inputs, outputs, W, b }, l) => {
    const before = outs[l];
    const out = new Array(outputs);
    for (let j = 0; j < outputs; j += 1) {
      let z = b[j];
      for (let i = 0; i < inputs; i += 1) z += before[i] * W[i * outputs + j];
      out[j] = l === last ? z : act(z);
    }
    outs.push(out);
  });
  return outs;
}

/** The network's logit at a point; its probability for class 1 is the sigmoid of it. */
export function logit(net, x1, x2) {
  return forward(net, x1, x2).at(-1)[0];
}

const softplus = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

/** Mean log loss and share of right answers on some points. */
export function score(net, points) {
  let loss = 0;
  let right = 0;
  for (const [x1, x2, y] of points) {
    const z = logit(net, x1, x2);
    loss += softplus(z) - y * z;
    if (z > 0 === (y === 1)) right += 1;
  }
  return { loss: loss / points.length, accuracy: right / points.length };
}

/** One update on some points: gradients of the mean log loss by backpropagation, then w − lr·gradient, in place. */
function update(net, points, lr) {
  const slope = FUNCTIONS[net.activation][1];
  const gradients = net.layers.map(({ W, b }) => ({ W: new Float64Array(W.length), b: new Float64Array(b.length) }));
  for (const [x1, x2, y] of points) {
    const outs = forward(net, x1, x2);
    let delta = [(1 / (1 + Math.exp(-outs.at(-1)[0])) - y) / points.length];
    for (let l = net.layers.length - 1; l >= 0; l -= 1) {
      const { inputs, outputs, W } = net.layers[l];
      const back = new Array(inputs).fill(0);
      for (let i = 0; i < inputs; i += 1) {
        for (let j = 0; j < outputs; j += 1) {
          gradients[l].W[i * outputs + j] += outs[l][i] * delta[j];
          back[i] += W[i * outputs + j] * delta[j];
        }
      }
      for (let j = 0; j < outputs; j += 1) gradients[l].b[j] += delta[j];
      delta = l ? back.map((v, i) => v * slope(outs[l][i])) : back;
    }
  }
  net.layers.forEach(({ W, b }, l) => {
    for (let k = 0; k < W.length; k += 1) W[k] -= lr * gradients[l].W[k];
    for (let k = 0; k < b.length; k += 1) b[k] -= lr * gradients[l].b[k];
  });
}

/**
 * Start a training run: data, network, and the history with the scores before the first epoch. `settings.painted` are
 * further training points [x1, x2, label]; `settings.moved` are those of the data that were moved: [number, x1, x2];
 * `settings.edits` are weights that were set by hand: [epoch, number, value], the
 * number counted over all weights, layer by layer, input by input.
 */
export function start(settings) {
  const { data, noise, seed, painted = [], moved = [] } = settings;
  const made = makeData(data, noise, seed);
  for (const [number, x1, x2] of moved) if (made[number]) made[number] = [x1, x2, made[number][2]];
  const run = { settings, train: [...made, ...painted], test: makeData(data, noise, seed + 500), net: makeNetwork(settings), epochs: 0, history: [] };
  note(run);
  return run;
}

/** Where the weight of that number is: [its layer's W, place in it, layer, input, output], or null beyond the last. */
export function weightAt(net, number) {
  let k = number;
  for (const [l, { W, outputs }] of net.layers.entries()) {
    if (k < W.length) return [W, k, l, Math.floor(k / outputs), k % outputs];
    k -= W.length;
  }
  return null;
}

function edit(run) {
  const mine = (run.settings.edits ?? []).filter(([epoch]) => epoch === run.epochs);
  for (const [, number, value] of mine) {
    const place = weightAt(run.net, number);
    if (place) place[0][place[1]] = value;
  }
}

/** Set weights by hand at the epoch that the run has reached; the last score is that of the changed network. */
export function edited(run, edits) {
  run.settings = { ...run.settings, edits };
  run.history.pop();
  note(run);
}

/** The activation of every unit at a point: one list for each layer, the inputs first, the probability last. */
export function unitsAt(net, x1, x2) {
  const outs = forward(net, x1, x2);
  return [...outs.slice(0, -1), [1 / (1 + Math.exp(-outs.at(-1)[0]))]];
}

/** Train `run` further, in place, until `epochs` epochs are done in all. */
export function advance(run, epochs) {
  while (run.epochs < epochs) {
    if (Number.isFinite(run.history.at(-1).loss)) {
      for (let from = 0; from < run.train.length; from += BATCH) update(run.net, run.train.slice(from, from + BATCH), run.settings.lr);
    }
    run.epochs += 1;
    note(run);
  }
  return run;
}

function note(run) {
  edit(run);
  const [train, test] = [score(run.net, run.train), score(run.net, run.test)];
  run.history.push({ loss: train.loss, accuracy: train.accuracy, testLoss: test.loss, testAccuracy: test.accuracy });
}

/** The whole run at once, as plain numbers, for tests and for Python. */
export function trained(settings, epochs) {
  const run = advance(start(settings), epochs);
  return { history: run.history, weights: run.net.layers.map(({ W, b }) => [[...W], [...b]]) };
}

/** The share of hidden units that answer 0 to every training point, of the layer where it is largest. */
export function deadShare(run) {
  const outs = run.train.map(([x1, x2]) => forward(run.net, x1, x2));
  const shares = run.net.layers.slice(0, -1).map(({ outputs }, l) => {
    let dead = 0;
    for (let j = 0; j < outputs; j += 1) if (outs.every((out) => out[l + 1][j] === 0)) dead += 1;
    return dead / outputs;
  });
  return Math.max(0, ...shares);
}

/** What can be said about a run: [kind, sentence]; kind is "good", "bad" or "note". */
export function verdict(run) {
  const { settings, history, epochs } = run;
  const { loss, accuracy, testLoss, testAccuracy } = history.at(-1);
  const percent = (share) => `${Math.round(100 * share)} %`;
  const told = `Right on ${percent(accuracy)} of the training points and ${percent(testAccuracy)} of the test points.`;
  if (!epochs) return ["note", "Nothing is trained yet: the weights are random. Press Run."];
  const worst = history.findIndex((h) => !Number.isFinite(h.loss));
  const rate = `With learning rate ${settings.lr}`;
  const overshoot = "each step jumps past the valley and lands higher than it began (lesson 06: a rate above 2/λ diverges). Take a smaller rate.";
  if (worst >= 0) return ["bad", `Diverged: in epoch ${worst} the loss became infinite or not a number. ${rate}, ${overshoot}`];
  const peak = Math.max(...history.slice(1).map((h) => h.loss));
  const dead = settings.activation === "relu" && settings.layers ? deadShare(run) : 0;
  if (dead === 1) return ["bad", `Dead: in one hidden layer every ReLU answers 0 to every point, so no gradient passes: its weights and those before it stand still. ${peak > 2 || settings.lr >= 0.3 ? `A large step can throw the weights there: the learning rate is ${settings.lr}. Take a smaller rate.` : "Start again with new weights, or take more units."}`];
  if (loss > 1.5 * Math.max(CHANCE, history[0].loss)) return ["bad", `Diverged: the loss grew from ${history[0].loss.toFixed(2)} to ${loss.toPrecision(3)}; saying "50 %" everywhere would give 0.69. ${rate}, ${overshoot}`];
  const recent = history.slice(-10).map((h) => h.loss);
  if (epochs >= 20 && Math.max(...recent) > 2 * Math.min(...recent) && Math.max(...recent) > 0.5) return ["bad", `The loss jumps up and down between ${Math.min(...recent).toFixed(2)} and ${Math.max(...recent).toFixed(2)}: learning rate ${settings.lr} is too large to settle. ${told}`];
  const bends = settings.layers > 0 && settings.activation !== "linear";
  if (epochs >= 30 && accuracy < 0.95 && !bends) return ["bad", `${settings.layers ? "Linear layers in a row are one linear layer" : "Without a hidden layer"}: the border is a straight line, and these classes need a curve. ${told}`];
  if (epochs >= 30 && loss > 0.67 && settings.activation === "sigmoid" && settings.layers >= 2) return ["bad", `Stuck at ${loss.toFixed(2)}, the loss of saying "50 %": through ${settings.layers} sigmoid layers the gradient shrinks at least fourfold a layer, before the weights. Try tanh or ReLU, or fewer layers.`];
  const best = Math.min(...history.map((h) => h.testLoss));
  const then = history.find((h) => h.testLoss === best);
  if (epochs >= 30 && testLoss > 0.15 && testLoss > 1.2 * best && testLoss > 1.3 * loss && loss < then.loss) return ["bad", `Overfitting: the test loss is ${testLoss.toFixed(2)} and was ${best.toFixed(2)} in epoch ${history.indexOf(then)}, while the training loss went from ${then.loss.toFixed(2)} to ${loss.toFixed(2)}. ${told}`];
  if (accuracy >= 0.97 && testAccuracy >= 0.93) return ["good", `Learned in ${epochs} ${epochs === 1 ? "epoch" : "epochs"}. ${told}`];
  if (epochs >= 50 && history.at(-50).loss - loss < 0.01 && accuracy < 0.95) return ["note", `Hardly moving: the loss fell by ${Math.max(0, history.at(-50).loss - loss).toFixed(3)} in 50 epochs. Too small a rate, too few units, or a plateau. ${told}`];
  return ["note", `Loss ${loss.toFixed(3)}, and ${loss < history.at(-2).loss ? "falling" : "not falling in this epoch"}. ${told}`];
}

/** `verdict` of the run with these settings after some epochs. */
export function verdictOf(settings, epochs) {
  return verdict(advance(start(settings), epochs));
}
