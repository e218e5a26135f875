// OptimizerRace: gradient descent, momentum, AdaGrad, RMSprop and Adam from one start: paths on the contour lines of a
// surface, the loss step by step, and in words what became of each.

import { button, columns, h, numberField, row, select, slider, status, table, toggle, widget } from "./controls.js";
import { axes, colour, legend, picture, series } from "./draw.js";
import { point } from "./handles.js";
import { clamp, fmt, linspace } from "./numbers.js";
import { BOX, OPTIMIZERS, SURFACES, contours, run, stableLimit, verdict } from "./optimizer_math.js";

const KINDS = Object.keys(OPTIMIZERS);
const STATE_WORDS = {
  diverged: "✗ diverged", arrived: "✓ arrived", local: "in the higher minimum", saddle: "at the saddle",
  hopping: "hops to and fro", crawling: "crawls", going: "on its way",
};
const look = Object.fromEntries(KINDS.map((kind, i) => [kind, series[i]]));

const cache = new Map();
function contoursOf(surface) {
  if (!cache.has(surface)) cache.set(surface, contours(surface));
  return cache.get(surface);
}

const SHADES = 72;
const shades = new Map();

/** The height of a surface as shares from 0, the lowest point, to 1, row by row from the top; spaced as the contour lines are. */
function heightsOf(surface) {
  if (!shades.has(surface)) {
    const { f, power } = SURFACES[surface];
    const at = linspace(BOX[0], BOX[1], SHADES);
    const values = [...at].reverse().flatMap((y) => at.map((x) => f(x, y)));
    const most = Math.max(...values);
    shades.set(surface, values.map((v) => Math.max(0, v / most) ** (1 / power)));
  }
  return shades.get(surface);
}

function paintHeights(context, { left, top, width, height }, css, surface) {
  const [r, g, b] = css(colour.blue).match(/[\d.]+/g).map(Number);
  const pixels = new ImageData(SHADES, SHADES);
  heightsOf(surface).forEach((share, k) => pixels.data.set([r, g, b, 110 * share], 4 * k));
  const small = h("canvas", { width: SHADES, height: SHADES });
  small.getContext("2d").putImageData(pixels, 0, 0);
  context.drawImage(small, left, top, width, height);
}

/** Where the plot lies in the picture. */
const frame = (width, height) => ({ left: 40, top: 14, width: width - 54, height: height - 58 });

function paintContours(context, width, height, css, surface) {
  const box = frame(width, height);
  const px = (v) => box.left + (box.width * (v - BOX[0])) / (BOX[1] - BOX[0]);
  const py = (v) => box.top + (box.height * (BOX[1] - v)) / (BOX[1] - BOX[0]);
  paintHeights(context, box, css, surface);
  context.strokeStyle = css(colour.line);
  context.lineWidth = 1;
  context.globalAlpha = 0.65;
  for (const [, segments] of contoursOf(surface)) {
    context.beginPath();
    for (const [x1, y1, x2, y2] of segments) {
      context.moveTo(px(x1), py(y1));
      context.lineTo(px(x2), py(y2));
    }
    context.stroke();
  }
}

const after = (steps) => (steps === 1 ? "after 1 step" : `after ${steps} steps`);

function drawPaths(pen, width, height, ui, races) {
  const [surface, start, steps] = [ui.get("surface"), ui.get("start"), ui.get("steps")];
  const plot = axes(pen, { ...frame(width, height), x: BOX, y: BOX, xLabel: "", yLabel: "", xTicks: [-2, -1, 0, 1, 2], yTicks: [-2, -1, 0, 1, 2], grid: false });
  const { minima, saddles } = SURFACES[surface];
  const named = [...minima.map((p, i) => [p, i && surface === "basins" ? "higher minimum" : "minimum"]), ...saddles.map((p) => [p, "saddle"])];
  for (const [[x, y], name] of named) {
    pen.mark(name === "saddle" ? "cross" : "plus", plot.x(x), plot.y(y), 8, { fill: colour.ink });
  }
  for (const [kind, { points }] of races) {
    const { colour: paint, mark, dash } = look[kind];
    const kept = points.map(([x, y]) => [clamp(x, -60, 60), clamp(y, -60, 60)]);
    plot.curve(kept, { stroke: paint, "stroke-width": 2.5, "stroke-dasharray": dash });
    const every = Math.max(1, Math.ceil(kept.length / 40));
    plot.dots(kept.filter((_, i) => i % every === 0), mark, 3.5, { fill: paint });
    plot.dots(kept.slice(-1), mark, 7.5, { fill: paint, stroke: colour.ground, "stroke-width": 1.5 });
  }
  for (const [[x, y], name] of named) {
    pen.text(plot.x(x), plot.y(y) + 26, name, { anchor: "middle", size: 12, halo: true, fill: colour.soft });
  }
  // Late steps are too short to be seen: their number says that they are taken.
  pen.text(plot.x(-2.15), plot.y(-2.05), after(steps), { size: 13, halo: true, fill: colour.soft });
  drawDownhill(pen, plot, surface, start);
  pen.circle(plot.x(start[0]), plot.y(start[1]), 9, { stroke: colour.ink, "stroke-width": 2.5 });
  const side = { min: -2, max: 2, step: 0.01 };
  pen.handle(point(ui, plot, { name: "start", label: "Start of the race", x: { path: "start.0", ...side }, y: { path: "start.1", ...side } }));
  pen.text(plot.x(start[0]), plot.y(start[1]) + (start[1] > 1.6 ? 26 : -15), "start", { anchor: "middle", size: 13, halo: true, "font-weight": 650 });
}

/** The direction of gradient descent at the start, longer where it is steeper. */
function drawDownhill(pen, plot, surface, [x, y]) {
  const [gx, gy] = SURFACES[surface].grad(x, y);
  const steep = Math.hypot(gx, gy);
  if (steep < 1e-9) return;
  const long = 24 + 16 * Math.log10(1 + steep);
  const [px, py] = [plot.x(x), plot.y(y)];
  const [dx, dy] = [-gx / steep, gy / steep];
  plot.inside(() => {
    pen.arrow(px + 9 * dx, py + 9 * dy, px + (9 + long) * dx, py + (9 + long) * dy, { stroke: colour.ink, "stroke-width": 3, head: 11 });
    pen.text(px + (22 + long) * dx, py + (22 + long) * dy + 5, "−∇", { anchor: "middle", halo: true, "font-weight": 700 });
  });
}

function drawLosses(pen, width, height, steps, races) {
  const floor = 1e-8;
  const shown = races.flatMap(([, { losses }]) => losses.map((v) => clamp(v, floor, 1e8)));
  const low = 10 ** Math.floor(Math.log10(Math.min(0.1, ...shown)));
  const high = 10 ** Math.ceil(Math.log10(Math.max(1, ...shown)) + 0.01);
  const plot = axes(pen, {
    left: 54, top: 26, width: width - 68, height: height - 72, x: [0, Math.max(5, steps)], y: [low, high], yLog: true, xLabel: "step", yLabel: "loss (log axis)",
  });
  for (const [kind, { losses }] of races) {
    const { colour: paint, mark, dash } = look[kind];
    const points = losses.map((v, i) => [i, clamp(v, floor, 1e8)]);
    plot.curve(points, { stroke: paint, "stroke-width": 2.5, "stroke-dasharray": dash });
    plot.dots(points.slice(-1), mark, 6, { fill: paint });
  }
}

function render(context) {
  const ui = widget(context, { title: "Race of the optimizers" });
  // One computation serves all the painters of a change.
  let races = [];
  const now = () => [ui.get("start"), ui.get("lr"), ui.get("beta")];
  ui.paint(() => {
    const [start, lr, beta] = now();
    races = KINDS.filter((kind) => ui.get(kind)).map((kind) => {
      const found = run(ui.get("surface"), kind, start, lr, beta, ui.get("steps"));
      return [kind, { ...found, ...verdict(ui.get("surface"), kind, start, lr, beta, found) }];
    });
  });
  const surface = () => ui.get("surface");
  const field = picture(ui, {
    name: "paths",
    maxWidth: 520,
    height: (width) => width * 0.92,
    under: (pixels, width, height, css) => paintContours(pixels, width, height, css, surface()),
    draw: (pen, width, height) => drawPaths(pen, width, height, ui, races),
    alt: () => pathsInWords(surface(), now(), ui.get("steps"), races),
  });
  const names = legend(KINDS.map((kind) => ({ text: OPTIMIZERS[kind], ...look[kind] })));
  // Only those who run have a name.
  ui.paint(() => [...names.children].forEach((item, i) => item.toggleAttribute("hidden", !ui.get(KINDS[i]))));
  const losses = () => picture(ui, {
    // Not to be grabbed: each curve is the result of the race.
    name: "losses",
    maxWidth: 520,
    height: 240,
    draw: (pen, width, height) => drawLosses(pen, width, height, ui.get("steps"), races),
    alt: () => `Loss against step on a log axis. ${races.map(([kind, { losses, ended }]) => `${OPTIMIZERS[kind]}: from ${fmt(losses[0])} to ${fmt(losses.at(-1))}${ended ? ", then beyond every bound" : ""}`).join("; ") || "No optimizer chosen"}.`,
  });
  ui.root.append(
    columns(controls(ui, () => races), [field, names], ui.hidden("curve") ? null : losses()),
    ui.hidden("table") ? "" : table(ui, {
      caption: "After the last step shown",
      head: ["optimizer", "x", "y", "loss", "what became of it"],
      rows: () => races.map(([kind, { points, losses, state }]) => ({
        cells: [OPTIMIZERS[kind], fmt(points.at(-1)[0], 3), fmt(points.at(-1)[1], 3), fmt(losses.at(-1), 5), ui.get("steps") ? STATE_WORDS[state] : "at the start"],
        mark: state === "diverged" ? "bad" : state === "arrived" ? "good" : "",
      })),
    }),
  );
  return ui.stop;
}

function controls(ui, races) {
  const onset = (name) => ({ start: [...SURFACES[name].start], lr: SURFACES[name].lr });
  const switches = KINDS.map((kind) => toggle(ui, { path: kind, name: "racers", label: OPTIMIZERS[kind] }));
  return [
    select(ui, { path: "surface", label: "Surface", options: Object.entries(SURFACES).map(([name, { text }]) => [name, text]), onset }),
    slider(ui, { path: "lr", label: "Learning rate η (log scale)", min: 0.0001, max: 10, step: 0.02, log: true, format: (v) => fmt(v, 6) }),
    numberField(ui, { path: "lr", name: "lr_field", label: "η exactly", min: 0.0001, max: 10 }),
    limitButtons(ui),
    slider(ui, { path: "beta", label: "β of momentum, β1 of Adam", min: 0, max: 0.99, step: 0.01 }),
    slider(ui, { path: "steps", label: "Steps", min: 0, max: 500, step: 1 }),
    runButtons(ui),
    ui.hidden("racers") ? "" : h("div.nnw-row", { role: "group", "aria-label": "Optimizers in the race" }, switches),
    slider(ui, { path: "start.0", name: "start", label: "Start, its x", min: -2, max: 2, step: 0.01 }),
    slider(ui, { path: "start.1", name: "start", label: "Start, its y", min: -2, max: 2, step: 0.01 }),
    status(ui, () => raceInWords(races(), ui.get("steps")), () => (races().some(([, { state }]) => state === "diverged") ? "bad" : "note"),
      () => (races().length && ui.get("steps") ? "Who will arrive, and after how many steps? Say it, then press Run or move Steps." : "")),
  ];
}

/** Learning rates around 2/λ, the limit of gradient descent, where the surface has one: the quadratic ones. */
function limitButtons(ui) {
  if (ui.hidden("limits")) return "";
  const limit = () => stableLimit(ui.get("surface"), "gd", [1, 1], 0);
  const go = (times) => ui.set("lr", Number((times * limit()).toPrecision(6)));
  const line = row(
    button(ui, { label: "η = 0.98 · 2/λ", onclick: () => go(0.98) }),
    button(ui, { label: "η = 2/λ", onclick: () => go(1) }),
    button(ui, { label: "η = 1.02 · 2/λ", onclick: () => go(1.02) }),
  );
  ui.paint(() => {
    line.hidden = !SURFACES[ui.get("surface")].quadratic;
  });
  return line;
}

function runButtons(ui) {
  let stopRun = null;
  const halt = () => {
    stopRun?.();
    stopRun = null;
    ui.refresh();
  };
  const forward = () => ui.set("steps", Math.min(500, ui.get("steps") + 1));
  const play = () => {
    if (stopRun) return halt();
    stopRun = ui.every(ui.calm() ? 600 : 60, () => {
      if (ui.get("steps") >= 500) {
        halt();
        return false;
      }
      forward();
    });
    ui.refresh();
  };
  return row(
    button(ui, { name: "step", label: "One step", primary: true, when: () => ui.get("steps") < 500, onclick: forward }),
    button(ui, { name: "run", when: () => ui.get("steps") < 500 || Boolean(stopRun), onclick: play, text: () => (stopRun ? "Pause" : "Run") }),
    button(ui, { name: "restart", label: "To the start", onclick: () => ui.set("steps", 0) }),
  );
}

/** Before the first step the race is a question; then what became of each: those with something to explain in a sentence of their own, the others by name. */
function raceInWords(races, steps) {
  if (!races.length) return "Choose an optimizer.";
  if (!steps) return "All stand at the start. Where will each of them be, and who arrives? Say it, then press Run or move Steps.";
  const told = races.filter(([, { state }]) => !["arrived", "going"].includes(state));
  const names = (wanted) => races.filter(([, { state }]) => state === wanted).map(([kind]) => OPTIMIZERS[kind]).join(", ");
  const sentences = told.map(([kind, { text }]) => `${capital(OPTIMIZERS[kind])} ${text}`);
  if (names("arrived")) sentences.push(`At the lowest point: ${names("arrived")}.`);
  if (names("going")) sentences.push(`On the way: ${names("going")}.`);
  return sentences.join(" ");
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

function pathsInWords(surface, [start, lr, beta], steps, races) {
  const place = (point) => `(${point.map((v) => fmt(v, 2)).join(", ")})`;
  const ends = races.map(([kind, { points, state, ended }]) => (points.length < 2 && !ended ? `${OPTIMIZERS[kind]} has not moved` : `${OPTIMIZERS[kind]} ends at ${place(points.at(-1))}, ${STATE_WORDS[state].replace(/[✗✓] /, "")}`));
  const slope = SURFACES[surface].grad(...start);
  const steep = `There the gradient is (${slope.map((v) => fmt(v, 2)).join(", ")}), and an arrow points downhill.`;
  return `Contour lines of the surface ${SURFACES[surface].text}, darker where it is higher. ${steep} All start at (${start.map((v) => fmt(v, 2)).join(", ")}) with learning rate ${fmt(lr)} and β ${fmt(beta)}; shown ${after(steps)}. ${ends.join("; ") || "No optimizer chosen"}.`;
}

export default { render };
