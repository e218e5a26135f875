// BackpropStepper: the worked 2-2-2 network. Forward and backward one step at a time with the formula and
// its numbers, every value on its node and edge; then 1 to 10 000 updates with the error curve.

import { FORWARD_STEPS, lessonSteps, train } from "./backprop_math.js";
import { button, columns, group, h, row, slider, status, table, toggle, widget } from "./controls.js";
import { axes, colour, legend, picture } from "./draw.js";
import { fmt } from "./numbers.js";

// ---- picture ---------------------------------------------------------------------------------

const NARROW = 430;
const HIGH = 132;
const gap = (width) => (width < NARROW ? 224 : 188);
const pictureHeight = (width) => HIGH + gap(width) + 132;

function drawNetwork(pen, width, _height, { state, steps, known, now }) {
  const radius = Math.min(29, Math.max(23, width * 0.055));
  const [left, middle, right] = [radius + 4, width * 0.49, width - Math.max(44, radius + 12)];
  const [high, low, centre] = [HIGH, HIGH + gap(width), HIGH + gap(width) / 2];
  const place = {
    i1: [left, high], i2: [left, low], h1: [middle, high], h2: [middle, low], o1: [right, high], o2: [right, low],
    b1: [middle, centre], b2: [right, centre],
  };
  const value = (key) => (known.has(key) ? fmt(steps.find((s) => s.key === key).value) : "?");
  drawBiases(pen, place, state, known, now, value, width < NARROW ? 24 : 32);
  for (let n = 1; n <= 8; n += 1) drawEdge(pen, n, place, radius, now);
  for (let n = 1; n <= 8; n += 1) {
    // Where it is narrow there is room for one gradient only; the table has them all.
    const shown = known.has(`grad_w${n}`) && (width >= NARROW || now.key === `grad_w${n}`);
    labelEdge(pen, n, place, width < NARROW, state.w[n - 1], shown && value(`grad_w${n}`), now);
  }
  for (const k of [0, 1]) {
    drawNode(pen, place[`i${k + 1}`], radius, `i${k + 1}`, now, fmt(state.x[k]));
    for (const [layer, column] of [["h", middle], ["o", right]]) {
      const node = `${layer}${k + 1}`;
      drawNode(pen, place[node], radius, node, now);
      const lines = [`net ${value(`net_${node}`)}`, `out ${value(`out_${node}`)}`];
      if (layer === "o") lines.push(`target ${fmt(state.target[k])}`, `E ${value(`E_${node}`)}`);
      if (known.has(`delta_${node}`)) lines.push(`δ ${value(`delta_${node}`)}`);
      // Above the upper neurons and below the lower ones, where no edge passes.
      lines.forEach((line, i) => {
        const y = k === 0 ? high - radius - 12 - 17 * (lines.length - 1 - i) : low + radius + 20 + 17 * i;
        const paint = line.startsWith("δ") ? colour.orange : line.endsWith("?") ? colour.soft : colour.ink;
        pen.text(column, y, line, { anchor: "middle", fill: paint });
      });
    }
  }
}

function strokeOf(now, lit) {
  if (!lit) return { stroke: colour.line, "stroke-width": 1.5 };
  return now.phase === "forward"
    ? { stroke: colour.blue, "stroke-width": 4 }
    : { stroke: colour.orange, "stroke-width": 4, "stroke-dasharray": "9 5" };
}

function drawNode(pen, [x, y], radius, name, now, inner) {
  pen.circle(x, y, radius, { fill: colour.ground, ...strokeOf(now, now?.nodes.includes(name)) });
  if (inner === undefined) pen.text(x, y + 5, name, { anchor: "middle", size: 15, "font-weight": 650 });
  else {
    pen.text(x, y - 3, name, { anchor: "middle", size: 13, "font-weight": 650 });
    pen.text(x, y + 13, inner, { anchor: "middle", size: 12 });
  }
}

const ENDS = [["i1", "h1"], ["i2", "h1"], ["i1", "h2"], ["i2", "h2"], ["h1", "o1"], ["h2", "o1"], ["h1", "o2"], ["h2", "o2"]];

function drawEdge(pen, n, place, radius, now) {
  const [[x1, y1], [x2, y2]] = ENDS[n - 1].map((name) => place[name]);
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  pen.arrow(x1 + ux * radius, y1 + uy * radius, x2 - ux * (radius + 2), y2 - uy * (radius + 2), {
    head: 9,
    ...strokeOf(now, now?.edges.includes(n)),
  });
}

// Level edges carry their label in the middle and outside; slanted ones near their source.
function labelEdge(pen, n, place, narrow, weight, gradient, now) {
  const [[x1, y1], [x2, y2]] = ENDS[n - 1].map((name) => place[name]);
  const upper = y1 === HIGH;
  const level = y1 === y2;
  const [x, y] = [0, 1].map((i) => [x1, y1][i] + (level ? 0.5 : 0.3) * ([x2, y2][i] - [x1, y1][i]));
  const first = level ? (upper ? y - 9 : y + 18) : y + 4;
  const outward = level || narrow ? 1 : -1;
  const second = first + (upper ? -16 : 16) * outward;
  const style = { anchor: "middle", plate: !level, size: 12 };
  const fill = now?.edges.includes(n) && now.phase === "forward" ? colour.blue : colour.ink;
  pen.text(x, first, `w${n} ${fmt(weight, narrow ? 3 : 4)}`, { ...style, "font-weight": 650, fill });
  if (gradient) pen.text(x, second, `∂ ${gradient}`, { ...style, fill: colour.orange });
}

function drawBiases(pen, place, state, known, now, value, half) {
  for (const [name, layer] of [["b1", "h"], ["b2", "o"]]) {
    const [x, y] = place[name];
    for (const k of [1, 2]) pen.line(x, y, ...place[`${layer}${k}`], { "stroke-dasharray": "3 4", stroke: colour.line });
    const shown = known.has(`grad_${name}`);
    pen.rect(x - half, y - 20, 2 * half, 40, { fill: colour.ground, rx: 6, ...strokeOf(now, now?.nodes.includes(name)) });
    pen.text(x, y - 4, name, { anchor: "middle", "font-weight": 650 });
    pen.text(x, y + 13, fmt(state.b[name === "b1" ? 0 : 1], half < 30 ? 3 : 4), { anchor: "middle", size: 12 });
    if (shown) pen.text(x, y + 34, `∂ ${value(`grad_${name}`)}`, { anchor: "middle", size: 12, plate: true, fill: colour.orange });
  }
}

function networkInWords({ state, steps, known, now }) {
  const inputs = `inputs ${state.x.map((v) => fmt(v)).join(" and ")}, weights ${state.w.map((v, i) => `w${i + 1} ${fmt(v)}`).join(", ")}, biases ${state.b.map((v) => fmt(v)).join(" and ")}, targets ${state.target.map((v) => fmt(v)).join(" and ")}`;
  const values = steps.filter((s) => known.has(s.key) && s.key !== "update").map((s) => `${spoken(s.key)} ${fmt(s.value)}`);
  return `Network of two inputs, two hidden neurons and two outputs: ${inputs}. ${values.length ? `Known so far: ${values.join(", ")}.` : "No value is computed yet."}${now ? ` Now: ${spoken(now.key)}.` : ""}`;
}

function spoken(key) {
  return key.replace("grad_", "gradient of ").replace("delta_", "delta of ").replace("dout_", "∂E/∂out of ").replace("slope_", "slope of ").replace("_", " ");
}

function drawCurve(pen, width, height, { curve, log_axis: log }) {
  const errors = curve.map(([, e]) => e).filter((e) => e > 0);
  const most = Math.max(...errors, 1e-12);
  const least = Math.min(...errors, most);
  const range = log ? [10 ** Math.floor(Math.log10(least) - 0.01), 10 ** Math.ceil(Math.log10(most) + 0.01)] : [0, most * 1.08];
  const end = Math.max(10, curve.at(-1)[0]);
  const plot = axes(pen, {
    left: 62, top: 26, width: width - 86, height: height - 70,
    x: [Math.min(0, curve[0][0]), end], y: range, yLog: log, xLabel: "updates", yLabel: "error E",
  });
  plot.curve(curve, { stroke: colour.blue, "stroke-width": 2.5 });
  pen.mark("circle", plot.x(curve.at(-1)[0]), plot.y(curve.at(-1)[1]), 5.5);
}

// ---- the widget ------------------------------------------------------------------------------

const SUBSCRIPTS = /(net|out|E|δ)_([a-z]\d)/g;

/** Formula text as DOM nodes, with what follows "_" set as a subscript. */
function pretty(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(SUBSCRIPTS)) {
    nodes.push(text.slice(end, match.index), match[1], h("sub", {}, match[2]));
    end = match.index + match[0].length;
  }
  return [...nodes, text.slice(end)];
}

function render(context) {
  const ui = widget(context, { title: "Backpropagation, one step at a time" });
  const names = ["x", "target", "w", "b", "lr", "train_biases", "log_axis", "updates", "curve"];
  // All painters of one change share one computation.
  let view;
  ui.paint(() => {
    const state = Object.fromEntries(names.map((name) => [name, ui.get(name)]));
    const steps = lessonSteps(state);
    const stage = Math.min(ui.get("stage"), steps.length);
    const error = steps[FORWARD_STEPS - 1].value;
    const curve = state.curve.length ? state.curve : [[state.updates, error]];
    view = { state: { ...state, curve }, steps, stage, error, known: new Set(steps.slice(0, stage).map((s) => s.key)), now: steps[stage - 1] };
  });
  const state = () => Object.fromEntries(names.map((name) => [name, ui.get(name)]));
  const run = (count, stage) => ui.set({ ...train(state(), count), stage });
  const visible = (name, make) => (ui.hidden(name) ? null : make());
  const parts = [
    columns(
      [visible("steps", () => stepButtons(ui, () => view, () => run(1, 0))), explanation(ui, () => view)],
      [
        picture(ui, {
          name: "network",
          maxWidth: 640,
          height: pictureHeight,
          draw: (pen, width, height) => drawNetwork(pen, width, height, view),
          alt: () => networkInWords(view),
        }),
        legend([
          { text: "forward", dash: "", colour: colour.blue },
          { text: "backward: δ = ∂E/∂net, ∂ = ∂E/∂w", dash: "9 5", colour: colour.orange },
        ]),
      ],
      training(ui, () => view, (count) => run(count, FORWARD_STEPS), visible),
    ),
    visible("curve", () => errorCurve(ui, () => view)),
    visible("table", () => group("Weights, gradients and new weights", { open: false }, weightTable(ui, () => view))),
    visible("sliders", () => group("Change weights, biases, inputs and targets", { open: false }, allSliders(ui))),
  ];
  ui.root.append(...parts.filter(Boolean));
  return ui.stop;
}

function stepButtons(ui, view, finish) {
  const to = (stage) => ui.set("stage", stage);
  const atEnd = () => view().stage === view().steps.length;
  return [
    row(
      button(ui, {
        primary: true,
        text: () => (atEnd() ? "Take the new weights" : "Next step"),
        onclick: () => (atEnd() ? finish() : to(view().stage + 1)),
      }),
      button(ui, { label: "Back", when: () => view().stage > 0, onclick: () => to(view().stage - 1) }),
    ),
    row(
      button(ui, { label: "Forward pass", when: () => view().stage < FORWARD_STEPS, onclick: () => to(FORWARD_STEPS) }),
      button(ui, { label: "Backward pass", when: () => !atEnd(), onclick: () => to(view().steps.length) }),
    ),
  ];
}

function explanation(ui, view) {
  const formula = h("p.nnw-formula");
  const numbers = h("p.nnw-formula");
  ui.paint(() => {
    const { now } = view();
    formula.replaceChildren(...(now ? pretty(now.formula) : []));
    const result = now && Number.isFinite(now.value) ? ` = ${fmt(now.value, 10)}` : "";
    numbers.replaceChildren(...(now ? [now.key === "update" ? now.numbers : `= ${now.numbers}`, h("strong", {}, result)] : []));
  });
  const words = () => {
    const { now, stage, steps } = view();
    if (!now) return "Press Next step: first forward from the inputs to the error, then backward from the error to the weights.";
    return `Step ${stage} of ${steps.length}, ${now.phase}. ${now.why}`;
  };
  return h("div.nnw-steady", {}, formula, numbers, status(ui, words, () => "note"));
}

function training(ui, view, run, visible) {
  const words = () => {
    const { state, error, steps } = view();
    const outs = ["out_o1", "out_o2"].map((key) => fmt(steps.find((s) => s.key === key).value, 7));
    const count = state.updates === 1 ? "1 update" : `${state.updates.toLocaleString("en").replaceAll(",", " ")} updates`;
    return `After ${count}: E = ${error < 1e-3 ? error.toExponential(6).replace("-", "−") : fmt(error, 10)}, outputs ${outs.join(" and ")}.`;
  };
  return [
    visible("updates", () =>
      row(
        h("span", {}, "Updates:"),
        [[1, "1"], [10, "10"], [100, "100"], [10000, "10 000"]].map(([count, text]) => {
          const made = button(ui, { label: text, onclick: () => run(count) });
          made.setAttribute("aria-label", `Run ${text} ${count === 1 ? "update" : "updates"}`);
          return made;
        }),
        button(ui, { label: "Start again", onclick: () => ui.reset("w", "b", "updates", "curve", "stage") }),
      ),
    ),
    status(ui, words, () => "note"),
    slider(ui, { path: "lr", label: "Learning rate η", min: 0, max: 5, step: 0.1 }),
    row(
      toggle(ui, { path: "train_biases", label: "train the biases too" }),
      toggle(ui, { path: "log_axis", label: "logarithmic error axis" }),
    ),
  ];
}

function errorCurve(ui, view) {
  return picture(ui, {
    name: "curve",
    maxWidth: 1020,
    height: 240,
    draw: (pen, width, height) => drawCurve(pen, width, height, view().state),
    alt: () => {
      const { curve } = view().state;
      return `Error curve: from ${fmt(curve[0][1], 10)} to ${fmt(curve.at(-1)[1], 10)} at update ${curve.at(-1)[0]}.`;
    },
  });
}

function weightTable(ui, view) {
  return table(ui, {
    caption: "One update",
    head: ["name", "now", "gradient", "new"],
    rows: () => {
      const { state, steps, known, now } = view();
      const line = (name, value) => {
        const step = steps.find((s) => s.key === `grad_${name}`);
        const have = known.has(`grad_${name}`);
        return {
          cells: [name, fmt(value, 8), have ? fmt(step.value, 8) : "?", known.has("update") && step ? fmt(value - state.lr * step.value, 8) : step ? "?" : "stays"],
          mark: now?.key === `grad_${name}` || (now?.key === "update" && step) ? "now" : "",
        };
      };
      return [...state.w.map((v, i) => line(`w${i + 1}`, v)), ...state.b.map((v, i) => line(`b${i + 1}`, v))];
    },
  });
}

function allSliders(ui) {
  const one = (path, name, label, min, max) => slider(ui, { path, name, label, min, max, step: 0.01 });
  return [
    ...Array.from({ length: 8 }, (_, i) => one(`w.${i}`, `w${i + 1}`, `Weight w${i + 1}`, -5, 5)),
    ...["b1", "b2"].map((name, i) => one(`b.${i}`, name, `Bias ${name}`, -5, 5)),
    ...["i1", "i2"].map((name, i) => one(`x.${i}`, name, `Input ${name}`, 0, 1)),
    ...["target1", "target2"].map((name, i) => one(`target.${i}`, name, `Target of o${i + 1}`, 0, 1)),
  ];
}

export default { render };
