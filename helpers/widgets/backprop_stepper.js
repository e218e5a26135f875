// BackpropStepper: the worked 2-2-2 network. Forward and backward one step at a time with the formula and
// its numbers, every value on its node and edge; then 1 to 10 000 updates with the error curve.

import { FORWARD_STEPS, lessonSteps, train } from "./backprop_math.js";
import { button, columns, group, h, keyboard, row, slider, status, table, tied, toggle, uniqueId, widget } from "./controls.js";
import { axes, colour, legend, picture } from "./draw.js";
import { onSlider } from "./handles.js";
import { clamp, fmt } from "./numbers.js";

// ---- picture ---------------------------------------------------------------------------------

const NARROW = 430;
const HIGH = 132;
const gap = (width) => (width < NARROW ? 224 : 188);
const pictureHeight = (width) => HIGH + gap(width) + 132;

function drawNetwork(pen, width, height, ui, { state, steps, known, now }) {
  // A picture that is lower than it would like to be has its neurons nearer to each other, and only the last value at each.
  const compact = height < 370;
  const above = compact ? 50 : HIGH;
  const between = height - above - (compact ? 44 : 132);
  const radius = Math.min(29, Math.max(23, width * 0.055), compact ? 20 : 29);
  const [left, middle, right] = [radius + 4, width * 0.49, width - Math.max(44, radius + 12)];
  const [high, low, centre] = [above, above + between, above + between / 2];
  const place = {
    i1: [left, high], i2: [left, low], h1: [middle, high], h2: [middle, low], o1: [right, high], o2: [right, low],
    b1: [middle, centre], b2: [right, centre],
  };
  const value = (key) => (known.has(key) ? fmt(steps.find((s) => s.key === key).value) : "?");
  drawBiases(pen, place, state, known, now, value, width < NARROW ? 24 : 32);
  // How strongly the error pulls at each weight: the gradients that are known, as thickness.
  const pulls = steps.filter(({ key }) => /^grad_w/.test(key));
  const most = Math.max(...pulls.map((step) => Math.abs(step.value)));
  const pull = (n) => (known.has(`grad_w${n}`) ? Math.abs(pulls[n <= 4 ? n + 3 : n - 5].value) / most : 0);
  for (let n = 1; n <= 8; n += 1) drawEdge(pen, n, place, radius, now, state.w[n - 1], pull(n));
  for (let n = 1; n <= 8; n += 1) {
    // Where it is narrow there is room for one gradient only; the table has them all.
    const shown = known.has(`grad_w${n}`) && ((width >= NARROW && !compact) || now.key === `grad_w${n}`);
    const at = labelEdge(pen, n, place, width < NARROW, state.w[n - 1], shown && value(`grad_w${n}`), now);
    pen.handle(numberOn(ui, `w.${n - 1}`, `w${n}`, `Weight w${n}, on its edge`, at));
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
      const all = compact ? [lines.findLast((line) => !line.endsWith("?") && !line.startsWith("target")) ?? lines[0]] : lines;
      all.forEach((line, i) => {
        const y = k === 0 ? high - radius - 12 - 17 * (all.length - 1 - i) : low + radius + 20 + 17 * i;
        const paint = line.startsWith("δ") ? colour.orange : line.endsWith("?") ? colour.soft : colour.ink;
        pen.text(column, y, line, { anchor: "middle", fill: paint });
      });
    }
  }
}

/** A number that is written in the picture: drag up or down, arrow keys, or type it. */
function numberOn(ui, path, name, label, at, [min, max] = [-5, 5]) {
  const now = ui.get(path);
  const to = (value) => ({ [path]: clamp(Number(value.toFixed(2)), min, max) });
  return {
    name, label, words: fmt(now), now, min, max, paths: [path], at, half: 38,
    drag: (_, y, from) => to(from.now + (from.at[1] - y) / 50),
    keys: (dx, dy) => to(now + 0.01 * (dx + dy)),
    ...onSlider({ path, min, max }),
  };
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

// Two paths from a hidden neuron to the error: each has its hue, in the drawing and in the formula, and both meet in a sum.
const WAYS = [colour.purple, colour.teal];
const sums = (now) => /^dout_h/.test(now?.key ?? "");

function drawEdge(pen, n, place, radius, now, weight, pull) {
  const lit = now?.edges.includes(n);
  const back = lit && now.phase !== "forward";
  const [[x1, y1], [x2, y2]] = ENDS[n - 1].map((name) => place[name]);
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const ends = [[x1 + ux * radius, y1 + uy * radius], [x2 - ux * (radius + 2), y2 - uy * (radius + 2)]];
  if (pull) pen.line(...ends[0], ...ends[1], { stroke: colour.orange, "stroke-width": 2 + 12 * pull, opacity: 0.35 });
  const look = strokeOf(now, lit);
  if (sums(now) && lit) look.stroke = WAYS[n <= 6 ? 0 : 1];
  look["stroke-width"] = (lit ? 2 : 0) + 1 + 3 * Math.min(1, Math.abs(weight));
  // Backward steps go from the error to the inputs.
  const [from, to] = back ? [...ends].reverse() : ends;
  pen.arrow(...from, ...to, { head: 9, ...look });
  if (lit) pen.line(...from, ...to, { class: "nnw-travel", stroke: colour.ink, "stroke-width": 6, "stroke-linecap": "round", "stroke-dasharray": "0 400" });
}

// Level edges carry their label in the middle and outside; slanted ones near their source.
function labelEdge(pen, n, place, narrow, weight, gradient, now) {
  const [[x1, y1], [x2, y2]] = ENDS[n - 1].map((name) => place[name]);
  const upper = y1 === place.h1[1];
  const level = y1 === y2;
  const [x, y] = [0, 1].map((i) => [x1, y1][i] + (level ? 0.5 : 0.3) * ([x2, y2][i] - [x1, y1][i]));
  const first = level ? (upper ? y - 9 : y + 18) : y + 4;
  const outward = level || narrow ? 1 : -1;
  const second = first + (upper ? -16 : 16) * outward;
  const style = { anchor: "middle", plate: !level, size: 12 };
  const fill = now?.edges.includes(n) && now.phase === "forward" ? colour.blue : colour.ink;
  pen.text(x, first, `w${n} ${fmt(weight, narrow ? 3 : 4)}`, { ...style, "font-weight": 650, fill: sums(now) && now.edges.includes(n) ? WAYS[n <= 6 ? 0 : 1] : fill });
  if (gradient) pen.text(x, second, `∂ ${gradient}`, { ...style, fill: colour.orange });
  return [x, first - 4];
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

function drawCurve(pen, width, height, { curve: all, log_axis: log }, shown) {
  const curve = shown ? all : [[0, 1]];
  const errors = curve.map(([, e]) => e).filter((e) => e > 0);
  const most = Math.max(...errors, 1e-12);
  const least = Math.min(...errors, most);
  const range = log ? [10 ** Math.floor(Math.log10(least) - 0.01), 10 ** Math.ceil(Math.log10(most) + 0.01)] : [0, most * 1.08];
  const end = Math.max(10, curve.at(-1)[0]);
  const plot = axes(pen, {
    left: 62, top: 26, width: width - 86, height: height - 70,
    x: [Math.min(0, curve[0][0]), end], y: range, yLog: log, xLabel: "updates", yLabel: "error E",
  });
  if (!shown) return;
  plot.curve(curve, { stroke: colour.blue, "stroke-width": 2.5 });
  pen.mark("circle", plot.x(curve.at(-1)[0]), plot.y(curve.at(-1)[1]), 5.5);
}

// ---- the widget ------------------------------------------------------------------------------

// Derivatives, 1 / (…), e^(…), and names with a subscript.
const SET = /(∂\w+)\/(∂\w+)|1 \/ \((1 \+ e\^\([^)]*\))\)|e\^\(([^)]*)\)|(net|out|E|δ)_([a-z]\d)/gu;

/** Formula text as DOM nodes: fractions as fractions, powers raised, what follows "_" as a subscript. */
function pretty(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(SET)) {
    const [whole, over, under, rest, power, name, index] = match;
    nodes.push(tied(text.slice(end, match.index)));
    if (name) nodes.push(name, h("sub", {}, index));
    else if (power !== undefined) nodes.push("e", h("sup", {}, pretty(power)));
    else nodes.push(h("span.nnw-frac", {}, h("span", {}, pretty(over ?? "1")), h("span.nnw-sr", {}, " / "), h("span", {}, pretty(under ?? rest))));
    end = match.index + whole.length;
  }
  return [...nodes, tied(text.slice(end))];
}

/** A formula of a sum over two paths, each term in the hue of its path: "left = a + b" or "a + b". */
function twoWays(text) {
  const [before, sum] = text.includes(" = ") ? text.split(/ = (.*)/s) : ["", text];
  const [, first, sign, second] = sum.match(/^(.*?) ([+−]) (.*)$/) ?? [];
  if (!first) return pretty(text);
  return [...pretty(before), before ? " = " : "", h("span.nnw-way1", {}, pretty(first)), ` ${sign} `, h("span.nnw-way2", {}, pretty(second))];
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
  const guessed = () => {
    const [step, guess] = ui.get("guess");
    return step === view.stage + 1 ? `you say: ${spoken(view.steps[view.stage].key)} = ${fmt(guess)}` : "";
  };
  const parts = [
    columns(
      [visible("steps", () => asked(ui, () => view)), visible("steps", () => stepButtons(ui, () => view, () => run(1, 0))), explanation(ui, () => view)],
      [
        picture(ui, {
          name: "network",
          maxWidth: 640,
          height: pictureHeight,
          draw: (pen, width, height) => {
            drawNetwork(pen, width, height, ui, view);
            if (guessed()) pen.text(2, height - 6, guessed(), { fill: colour.purple, "font-weight": 650, halo: true });
          },
          alt: () => `${networkInWords(view)}${guessed() && ` ${guessed()}.`}`,
        }),
        legend([
          { text: "thickness: size of the weight; behind it, of its gradient", colour: colour.orange, dash: "", thick: 8 },
          { text: "forward", dash: "", colour: colour.blue },
          { text: "backward: δ = ∂E/∂net, ∂ = ∂E/∂w", dash: "9 5", colour: colour.orange },
        ]),
      ],
      [...training(ui, () => view, (count) => run(count, FORWARD_STEPS), visible), visible("sliders", () => group("Change weights, biases, inputs and targets", { open: false }, allSliders(ui)))],
    ),
    visible("curve", () => errorCurve(ui, () => view)),
    visible("table", () => group("Weights, gradients and new weights", { open: false }, weightTable(ui, () => view))),
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

/** The step that a number is asked for before it is shown; none for the update, which has no single number. */
const nextOf = ({ steps, stage }) => (stage < steps.length && Number.isFinite(steps[stage].value) ? steps[stage] : null);

/** What is said of a guess: right to one per cent, right but for its sign, or what came out in its place. */
export function verdictOn(guess, value) {
  const near = (a, b) => Math.abs(a - b) <= 0.01 * Math.abs(b) + 1e-9;
  if (near(guess, value)) return `You said ${fmt(guess)}: right.`;
  if (near(-guess, value)) return `You said ${fmt(guess)}: its size is right, its sign is turned.`;
  return `You said ${fmt(guess)}, it is ${fmt(value)}. Which factor did you take otherwise?`;
}

/** A field for the next number. It may stay empty; Enter goes on. */
function asked(ui, view) {
  if (ui.hidden("guess")) return "";
  const id = uniqueId();
  const input = keyboard(h("input.nnw-number", { type: "text", inputmode: "decimal", id, "data-name": "guess" }));
  const label = h("label", { for: id });
  const box = h("div.nnw-control.nnw-field", {}, label, input);
  const pending = () => ui.get("guess")[0] === view().stage + 1;
  input.addEventListener("input", () => {
    const value = Number(input.value.replace("−", "-").replace(",", "."));
    ui.set("guess", input.value.trim() && Number.isFinite(value) ? [view().stage + 1, value] : []);
  });
  input.addEventListener("keydown", (event) => event.key === "Enter" && nextOf(view()) && ui.set("stage", view().stage + 1));
  ui.paint(() => {
    const next = nextOf(view());
    box.style.visibility = next ? "" : "hidden"; // its room stays: nothing jumps under the hand
    label.replaceChildren("Before you step: ", ...(next ? pretty(named(next.key)) : []), " =");
    if (!pending() && document.activeElement !== input) input.value = "";
    else if (!pending() && Number.isFinite(Number(input.value)) && ui.get("guess").length) input.value = "";
  });
  return box;
}

/** A step's quantity as it is written in its formula. */
const named = (key) => key.replace(/^grad_/, "∂E/∂").replace(/^dout_/, "∂E/∂out_").replace(/^slope_(.*)$/, "slope of σ at $1").replace(/^delta_/, "δ_");

function explanation(ui, view) {
  const formula = h("p.nnw-formula");
  const numbers = h("p.nnw-formula");
  ui.paint(() => {
    const { now } = view();
    const set = sums(now) ? twoWays : pretty;
    formula.replaceChildren(...(now ? set(now.formula) : []));
    const result = now && Number.isFinite(now.value) ? tied(` = ${fmt(now.value, 10)}`) : "";
    const lines = now ? now.numbers.split(" = ") : [];
    numbers.replaceChildren(...lines.flatMap((line, k) => [k || now.key !== "update" ? "= " : "", ...set(line), k < lines.length - 1 ? h("br") : ""]), h("strong", {}, result));
  });
  const words = () => {
    const { now, stage, steps } = view();
    if (!now) return "Press Next step: first forward from the inputs to the error, then backward from the error to the weights.";
    const [step, guess] = ui.get("guess");
    const said = step === stage && Number.isFinite(now.value) ? `${verdictOn(guess, now.value)} ` : "";
    return `${said}Step ${stage} of ${steps.length}, ${now.phase}. ${now.why}`;
  };
  // The step that is shown stays; what is asked for is the one to come.
  const ask = () => (nextOf(view()) ? `${view().stage ? `${words()} ` : "First forward from the inputs to the error, then backward from the error to the weights. "}What is the next number? Work it out, then press Next step.` : "");
  return h("div.nnw-steady", {}, formula, numbers, status(ui, words, () => "note", ask));
}

/** Whether the error may be said: who steps through the forward pass finds it first. */
const told = ({ known, state }) => known.has("E") || state.updates > 0;

function training(ui, view, run, visible) {
  const words = () => {
    const { state, error, steps } = view();
    if (!told(view())) return "E is not known yet: go through the forward pass, or run an update.";
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
    toggle(ui, { path: "train_biases", label: "train the biases too" }),
  ];
}

function errorCurve(ui, view) {
  return h("div", {}, toggle(ui, { path: "log_axis", label: "logarithmic error axis" }), picture(ui, {
    // Not to be grabbed: the curve is what the updates brought.
    name: "curve",
    maxWidth: 1020,
    height: 240,
    draw: (pen, width, height) => drawCurve(pen, width, height, view().state, told(view())),
    alt: () => {
      const { curve } = view().state;
      if (!told(view())) return `Error curve: empty, the error is not computed yet; ${ui.get("log_axis") ? "logarithmic" : "even"} axis.`;
      return `Error curve: from ${fmt(curve[0][1], 10)} to ${fmt(curve.at(-1)[1], 10)} at update ${curve.at(-1)[0]}, on a${ui.get("log_axis") ? " logarithmic" : "n even"} axis.`;
    },
  }));
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
