// LossExplorer: ten points, one of them an outlier to move, and the best straight line under MSE, MAE and Huber.
// Second view: what a predicted probability costs under log loss and under squared error.

import { columns, select, slider, status, table, tabs, toggle, widget } from "./controls.js";
import { axes, colour, legend, picture, series } from "./draw.js";
import { point } from "./handles.js";
import { clamp, fmt, linspace, signed } from "./numbers.js";

export const POINTS = [[0.5, 1.6], [1.5, 1.9], [2.5, 3.3], [3.5, 3.5], [4.5, 4.9], [5.5, 5.1], [6.5, 6.6], [7.5, 6.7], [8.5, 8.1]];
const EPS = 1e-7;
const KINDS = ["MSE", "MAE", "Huber"];

// ---- mathematics -----------------------------------------------------------------------------

const mean = (list) => list.reduce((sum, v) => sum + v, 0) / list.length;

/** The loss of a line [slope, intercept] on points, by the loss's name. */
export function lossOf(kind, [slope, intercept], points, delta) {
  return mean(points.map(([x, y]) => {
    const size = Math.abs(slope * x + intercept - y);
    if (kind === "MSE") return size * size;
    if (kind === "MAE") return size;
    return size <= delta ? 0.5 * size * size : delta * (size - 0.5 * delta);
  }));
}

/** The line [slope, intercept] that makes the loss smallest. */
export function bestLine(kind, points, delta) {
  if (kind === "MSE") return leastSquares(points, points.map(() => 1));
  return kind === "MAE" ? leastAbsolute(points) : leastHuber(points, delta);
}

function leastSquares(points, weights) {
  const total = weights.reduce((a, b) => a + b, 0);
  const centre = [0, 1].map((k) => points.reduce((sum, p, i) => sum + weights[i] * p[k], 0) / total);
  let [cross, spread] = [0, 0];
  points.forEach(([x, y], i) => {
    cross += weights[i] * (x - centre[0]) * (y - centre[1]);
    spread += weights[i] * (x - centre[0]) ** 2;
  });
  const slope = cross / spread;
  return [slope, centre[1] - slope * centre[0]];
}

// Some best line goes through two of the points, so trying every pair is exact.
function leastAbsolute(points) {
  let [best, least] = [null, Infinity];
  points.forEach(([x1, y1], i) => {
    for (const [x2, y2] of points.slice(i + 1)) {
      if (x1 === x2) continue;
      const slope = (y2 - y1) / (x2 - x1);
      const line = [slope, y1 - slope * x1];
      const loss = lossOf("MAE", line, points);
      if (loss < least - 1e-12) [best, least] = [line, loss];
    }
  });
  return best;
}

// Reweighted least squares comes near; once it is known which points lie beyond delta, and on which side,
// the best line solves two linear equations, and is exact if it puts the same points there.
function leastHuber(points, delta) {
  const off = (line) => points.map(([x, y]) => y - line[0] * x - line[1]);
  const side = (r) => (Math.abs(r) <= delta ? 0 : Math.sign(r));
  let line = leastSquares(points, points.map(() => 1));
  for (let round = 0; round < 5000; round += 1) {
    const sides = off(line).map(side);
    const exact = withSides(points, sides, delta);
    if (exact && off(exact).every((r, i) => side(r) === sides[i])) return exact;
    const next = leastSquares(points, off(line).map((r) => Math.min(1, delta / Math.abs(r))));
    if (Math.max(Math.abs(next[0] - line[0]), Math.abs(next[1] - line[1])) < 1e-13) return next;
    line = next;
  }
  return line;
}

function withSides(points, sides, delta) {
  let [n, sx, sxx, ty, txy] = [0, 0, 0, 0, 0];
  points.forEach(([x, y], i) => {
    const near = sides[i] === 0;
    n += near ? 1 : 0;
    sx += near ? x : 0;
    sxx += near ? x * x : 0;
    ty += near ? y : delta * sides[i];
    txy += near ? x * y : delta * sides[i] * x;
  });
  const determinant = n * sxx - sx * sx;
  if (determinant < 1e-9) return null;
  return [(n * txy - sx * ty) / determinant, (sxx * ty - sx * txy) / determinant];
}

/** The three best lines and the three losses of each: {lines: {MSE: [slope, intercept], ...}, losses: {line: {loss: value}}}. */
export function compare(outlier, delta) {
  const points = [...POINTS, outlier];
  const lines = Object.fromEntries(KINDS.map((kind) => [kind, bestLine(kind, points, delta)]));
  const losses = Object.fromEntries(
    KINDS.map((of) => [of, Object.fromEntries(KINDS.map((kind) => [kind, lossOf(kind, lines[of], points, delta)]))]),
  );
  return { lines, losses };
}

/** −log of the probability given to the label, its slope by p, and by the net input z of the sigmoid behind p. */
export function logLoss(label, p, clip) {
  const given = label === 1 ? p : 1 - p;
  const cut = clip && (given < EPS || given > 1 - EPS);
  const kept = clip ? Math.min(Math.max(given, EPS), 1 - EPS) : given;
  const byP = cut ? 0 : (label === 1 ? -1 : 1) / kept;
  // Without clipping the slope by z is p − label; written so, it stays finite at p = 0 and 1.
  return { value: -Math.log(kept) + 0, byP, byZ: cut ? 0 : p - label };
}

export function squaredError(label, p) {
  return { value: (p - label) ** 2, byP: 2 * (p - label), byZ: 2 * (p - label) * p * (1 - p) };
}

/** Heights moved so that no two are nearer than `gap` and all stay between low and high, in the order they had. */
export function apart(heights, gap, low, high) {
  const order = heights.map((_, i) => i).sort((a, b) => heights[a] - heights[b] || a - b);
  const moved = [...heights];
  // The middle one keeps its place as far as there is room; the others make way.
  const middle = Math.floor(order.length / 2);
  const room = (k) => Math.min(Math.max(moved[order[k]], low + gap * k), high - gap * (order.length - 1 - k));
  moved[order[middle]] = room(middle);
  for (let k = middle - 1; k >= 0; k -= 1) moved[order[k]] = Math.min(room(k), moved[order[k + 1]] - gap);
  for (let k = middle + 1; k < order.length; k += 1) moved[order[k]] = Math.max(room(k), moved[order[k - 1]] + gap);
  return moved;
}

// ---- first view: lines -------------------------------------------------------------------------

const CLEAN = compare([9.5, 8.6], 1).lines;

// Lines that lie on each other stay visible: the first is wide, the last thin, and each has its name at its end.
const WIDTHS = [8, 5, 2.5];
// A little more than the outlier's y can be, so that its mark is whole.
const Y = [-17, 33];

/** What the loss `kind` makes of each residual: its square, its length, or Huber's: a square up to δ, beyond it a length. */
function drawResiduals(pen, plot, kind, line, points, delta) {
  const { colour: paint } = series[KINDS.indexOf(kind)];
  plot.inside(() => points.forEach(([x, y]) => {
    const hit = line[0] * x + line[1];
    const [px, from, to] = [plot.x(x), plot.y(hit), plot.y(y)];
    const square = kind === "MSE" ? to : plot.y(hit + clamp(y - hit, -delta, delta));
    if (kind !== "MAE") {
      // The side of the square is the residual itself, as long on the page across as up.
      const side = Math.abs(square - from);
      pen.rect(px > plot.x(5) ? px - side : px, Math.min(from, square), side, side, { fill: paint, opacity: 0.16 });
    }
    pen.line(px, from, px, to, { stroke: paint, "stroke-width": kind === "MAE" ? 5 : 2.5, opacity: 0.8 });
  }));
}

function drawLines(pen, width, height, ui) {
  const outlier = [ui.get("outlier_x"), ui.get("outlier_y")];
  const [delta, shown] = [ui.get("delta"), ui.get("residuals")];
  const { lines } = compare(outlier, delta);
  const plot = axes(pen, { left: 42, top: 26, width: width - 110, height: height - 70, x: [0, 10], y: Y, xLabel: "x", yLabel: "y" });
  if (shown !== "none") drawResiduals(pen, plot, shown, lines[shown], [...POINTS, outlier], delta);
  KINDS.forEach((kind, i) => {
    const [slope, intercept] = lines[kind];
    plot.curve([[0, intercept], [10, 10 * slope + intercept]], { stroke: series[i].colour, "stroke-width": WIDTHS[i], "stroke-dasharray": series[i].dash });
  });
  const ends = KINDS.map((kind) => plot.y(clamp(10 * lines[kind][0] + lines[kind][1], ...Y)));
  apart(ends, 17, plot.y(Y[1]), plot.y(Y[0])).forEach((y, i) => {
    pen.line(plot.x(10), ends[i], plot.x(10) + 15, y, { stroke: series[i].colour, "stroke-width": 1.5 });
    pen.text(plot.x(10) + 18, y + 4, KINDS[i], { fill: series[i].colour, "font-weight": 650 });
  });
  plot.dots(POINTS, "circle", 5.5, { fill: colour.ink });
  plot.dots([outlier], "diamond", 9, { fill: colour.red });
  // Above its mark, where no other point can lie under the word; below it at the top of the picture.
  const [ox, oy] = [plot.x(outlier[0]), plot.y(outlier[1])];
  const anchor = outlier[0] > 8.5 ? "end" : outlier[0] < 1 ? "start" : "middle";
  pen.text(ox + { end: 12, start: -12, middle: 0 }[anchor], oy + (outlier[1] > 25 ? 26 : -16), "outlier", { anchor, halo: true, "font-weight": 650 });
  pen.handle(point(ui, plot, {
    name: "outlier", label: "Outlier", x: { path: "outlier_x", min: 0, max: 10, step: 0.1 }, y: { path: "outlier_y", min: -15, max: 30, step: 0.2 },
  }));
}

function residualsInWords(kind, lines, points) {
  if (kind === "none") return "";
  const off = points.map(([x, y]) => fmt(y - lines[kind][0] * x - lines[kind][1], 2));
  return `Residuals of the ${kind} line, drawn as ${{ MSE: "squares", MAE: "lengths", Huber: "squares up to δ and lengths beyond it" }[kind]}: ${off.join(", ")}.`;
}

const lineText = ([slope, intercept]) => `${fmt(slope, 3)}·x ${signed(intercept, 3)}`;

function linesInWords(outlier, delta) {
  const { lines } = compare(outlier, delta);
  const drift = KINDS.map((kind) => `${kind} ${fmt(lines[kind][0], 2)}`).join(", ");
  return `Outlier at (${fmt(outlier[0], 1)}, ${fmt(outlier[1], 1)}). Slopes: ${drift}. With it in line all three are near ${fmt(CLEAN.MSE[0], 2)}.`;
}

function linesView(ui) {
  const outlier = () => [ui.get("outlier_x"), ui.get("outlier_y")];
  const delta = () => ui.get("delta");
  const explore = columns(
    [
      slider(ui, { path: "outlier_y", label: "Outlier, its y", min: -15, max: 30, step: 0.2 }),
      slider(ui, { path: "outlier_x", label: "Outlier, its x", min: 0, max: 10, step: 0.1 }),
      slider(ui, { path: "delta", label: "δ of Huber", min: 0.1, max: 20, step: 0.1 }),
      select(ui, { path: "residuals", label: "Show what adds up to", options: [...KINDS, ["none", "nothing"]] }),
      status(ui, () => linesInWords(outlier(), delta()), () => "note", "Which of the three lines follows the outlier farthest, and which stays with the nine other points? Say it, then drag it."),
    ],
    [
      picture(ui, {
        name: "lines",
        maxWidth: 560,
        height: 360,
        draw: (pen, width, height) => drawLines(pen, width, height, ui),
        alt: () => {
          const { lines } = compare(outlier(), delta());
          return `Nine points near a rising line, one outlier, and three best lines: ${KINDS.map((kind) => `${kind} ${lineText(lines[kind])}`).join("; ")}. ${residualsInWords(ui.get("residuals"), lines, [...POINTS, outlier()])}`;
        },
      }),
      legend([
        ...KINDS.map((kind, i) => ({ text: `best under ${kind}`, colour: series[i].colour, dash: series[i].dash, thick: WIDTHS[i] })),
        { text: "outlier", mark: "diamond", colour: colour.red },
      ]),
    ],
  );
  const values = table(ui, {
    caption: "What each line costs under each loss (★ marks the smallest value of a column)",
    head: ["line best under", "line", ...KINDS],
    rows: () => {
      const { lines, losses } = compare(outlier(), delta());
      const least = Object.fromEntries(KINDS.map((kind) => [kind, Math.min(...KINDS.map((of) => losses[of][kind]))]));
      return KINDS.map((of) => [
        of,
        lineText(lines[of]),
        ...KINDS.map((kind) => `${fmt(losses[of][kind], 3)}${losses[of][kind] <= least[kind] + 1e-9 ? " ★" : ""}`),
      ]);
    },
  });
  return [explore, values];
}

// ---- second view: log loss -----------------------------------------------------------------------

const TOP = 7;

function drawLog(pen, width, height, ui, label, p, clip) {
  const plot = axes(pen, {
    left: 42, top: 26, width: width - 56, height: height - 70, x: [0, 1], y: [0, TOP], xLabel: "predicted probability p of label 1", yLabel: `loss when the label is ${label}`,
  });
  const grid = [...linspace(0.0005, 0.02, 60), ...linspace(0.02, 0.98, 120), ...linspace(0.98, 0.9995, 60)];
  plot.curve(grid.map((v) => [v, logLoss(label, v, clip).value]), { stroke: colour.blue, "stroke-width": 3 });
  plot.curve(grid.map((v) => [v, squaredError(label, v).value]), { stroke: colour.orange, "stroke-width": 3, "stroke-dasharray": series[1].dash });
  const [log, square] = [logLoss(label, p, clip).value, squaredError(label, p).value];
  plot.inside(() => pen.line(plot.x(p), plot.y(0), plot.x(p), plot.y(Math.min(log, TOP)), { stroke: colour.soft, "stroke-dasharray": "3 4" }));
  pen.mark("square", plot.x(p), plot.y(square), 7, { fill: colour.orange });
  pen.handle(point(ui, plot, {
    name: "p", label: "Predicted probability p", x: { path: "p", min: 0, max: 1, step: 0.01 }, y: Math.min(log, TOP), words: `${fmt(p, 2)}, log loss ${fmt(log, 3)}`,
  }));
  const anchor = p > 0.5 ? "end" : "start";
  const side = p > 0.5 ? -14 : 14;
  if (log <= TOP) {
    pen.mark("circle", plot.x(p), plot.y(log), 8, { fill: colour.blue });
    pen.text(plot.x(p) + side, plot.y(Math.max(log, 0.4)) - 6, fmt(log, 3), { anchor, halo: true, "font-weight": 700 });
  } else {
    pen.arrow(plot.x(p), plot.y(TOP - 1.2), plot.x(p), plot.y(TOP), { stroke: colour.blue, "stroke-width": 4, head: 14 });
    pen.text(plot.x(p) + side, plot.y(TOP) + 22, `${fmt(log, 3)}, above the picture`, { anchor, halo: true, "font-weight": 700 });
  }
}

function logInWords(label, p, clip) {
  const { value, byZ } = logLoss(label, p, clip);
  const given = label === 1 ? p : 1 - p;
  const start = `The label is ${label} and got probability ${fmt(given)}: log loss ${fmt(value, 3)}.`;
  if (value === Infinity) return `${start} One such sample makes the mean of any batch infinite.`;
  if (given < EPS) return `${start} Clipping keeps it finite, but the clipped function is flat here: slope ${fmt(byZ)}, so nothing pulls the network back.`;
  if (given < 0.1) return `${start} Confident and wrong: the slope by z is ${fmt(byZ, 3)}, nearly as strong as it can be.`;
  return given > 0.9 ? `${start} Confident and right: almost nothing to correct.` : start;
}

function logView(ui) {
  const now = () => [ui.get("label"), ui.get("p"), ui.get("clip")];
  const kind = () => {
    const given = ui.get("label") === 1 ? ui.get("p") : 1 - ui.get("p");
    return given < 0.1 ? "bad" : given > 0.9 ? "good" : "note";
  };
  return columns(
    [
      select(ui, { path: "label", label: "True label", options: [[1, "1"], [0, "0"]] }),
      slider(ui, { path: "p", label: "Predicted probability p", min: 0, max: 1, step: 0.01 }),
      toggle(ui, { path: "clip", label: "clip p to [1e−7, 1 − 1e−7]" }),
      status(ui, () => logInWords(...now()), kind, "What becomes of the loss, and of its slope, when p goes to the wrong end? Say it, then move p."),
    ],
    [
      picture(ui, {
        name: "log",
        maxWidth: 560,
        height: 340,
        draw: (pen, width, height) => drawLog(pen, width, height, ui, ...now()),
        alt: () => `Two curves over p from 0 to 1 for label ${ui.get("label")}: log loss, which grows without bound towards the wrong end, and squared error, which never exceeds 1. At p = ${fmt(ui.get("p"), 2)}: ${fmt(logLoss(...now()).value, 3)} and ${fmt(squaredError(...now()).value, 3)}.`,
      }),
      legend([
        { text: "log loss", mark: "circle", colour: colour.blue, dash: "" },
        { text: "squared error", mark: "square", ...{ colour: colour.orange, dash: series[1].dash } },
      ]),
    ],
    table(ui, {
      caption: "At this p, for a sigmoid output p = σ(z)",
      head: ["loss", "value", "slope by p", "slope by z"],
      rows: () => [["log loss", logLoss(...now())], ["squared error", squaredError(...now())]].map(([name, { value, byP, byZ }]) => [name, fmt(value), fmt(byP), fmt(byZ)]),
    }),
  );
}

function render(context) {
  const ui = widget(context, { title: "Explore loss functions" });
  ui.root.append(
    tabs(ui, {
      path: "view",
      label: "What to look at",
      panels: [
        { value: "lines", text: "One outlier, three lines", content: linesView(ui) },
        { value: "log", text: "Probability and log loss", content: logView(ui) },
      ],
    }),
  );
  return ui.stop;
}

export default { render };
