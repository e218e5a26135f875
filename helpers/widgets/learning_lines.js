// LearningLines: a training played back. Each hidden unit is the line where it answers ½; the ground shows the output.

import { button, columns, h, row, slider, status, widget } from "./controls.js";
import { axes, legend, colour, picture, series } from "./draw.js";
import { point } from "./handles.js";
import { fixed, fmt } from "./numbers.js";

const EDGE = [-0.5, 1.5];
const TILES = 40;
const TICK = 120;
const CURVE = 160; // pixels that the error curve takes below the plane
const BESIDE = 200; // and beside it

const sigmoid = (z) => 1 / (1 + Math.exp(-z));

/** Hidden and output values of the network of one frame at (a, b). */
export function answer({ hidden, output }, a, b) {
  const units = hidden[0].map((w, j) => sigmoid(w * a + hidden[1][j] * b + hidden[2][j]));
  return { units, out: sigmoid(units.reduce((sum, u, j) => sum + u * output[j], output[units.length])) };
}

/** Where the line w·a + v·b + c = 0 crosses the square from `low` to `high`: two points, or null where it does not. */
export function crossing(w, v, c, [low, high]) {
  const found = [];
  for (const edge of [low, high]) {
    if (v) found.push([edge, -(w * edge + c) / v]);
    if (w) found.push([-(v * edge + c) / w, edge]);
  }
  const inside = found.filter(([a, b]) => Math.min(a, b) >= low - 1e-9 && Math.max(a, b) <= high + 1e-9);
  const apart = inside.find(([a, b]) => Math.hypot(a - inside[0][0], b - inside[0][1]) > 1e-6);
  return apart ? [inside[0], apart] : null;
}

function paintGround(context, width, height, css, frame) {
  const pixels = new ImageData(TILES, TILES);
  const paints = [css(colour.blue), css(colour.orange)].map((text) => text.match(/[\d.]+/g).slice(0, 3).map(Number));
  const value = (k) => EDGE[0] + ((k + 0.5) / TILES) * (EDGE[1] - EDGE[0]);
  for (let i = 0; i < TILES; i += 1) {
    for (let j = 0; j < TILES; j += 1) {
      const { out } = answer(frame, value(j), value(TILES - 1 - i));
      pixels.data.set([...paints[out > 0.5 ? 1 : 0], 255 * (0.04 + 0.42 * Math.abs(2 * out - 1))], 4 * (i * TILES + j));
    }
  }
  const small = h("canvas", { width: TILES, height: TILES });
  small.getContext("2d").putImageData(pixels, 0, 0);
  context.drawImage(small, 0, 0, width, height);
}

// Not to be grabbed: the lines are what the training made of them.
function drawPlane(pen, width, height, frame, points) {
  const x = (a) => (width * (a - EDGE[0])) / (EDGE[1] - EDGE[0]);
  const y = (b) => (height * (EDGE[1] - b)) / (EDGE[1] - EDGE[0]);
  frame.hidden[0].forEach((w, j) => {
    const [v, c] = [frame.hidden[1][j], frame.hidden[2][j]];
    const ends = crossing(w, v, c, EDGE);
    if (!ends) return;
    const { colour: stroke, dash } = series[(j + 2) % series.length];
    const [[x1, y1], [x2, y2]] = ends.map(([a, b]) => [x(a), y(b)]);
    pen.line(x1, y1, x2, y2, { stroke, "stroke-width": 3, "stroke-dasharray": dash });
    // A short arrow to the side where the unit is on, and its name; each at another place of its line.
    const t = 0.2 + 0.18 * j;
    const [mx, my] = [x1 + t * (x2 - x1), y1 + t * (y2 - y1)];
    const length = Math.hypot(w, v);
    const [dx, dy] = [(24 * w) / length, (-24 * v) / length];
    pen.arrow(mx, my, mx + dx, my + dy, { stroke, "stroke-width": 2 });
    pen.text(Math.min(width - 22, Math.max(2, mx + 1.5 * dx - 8)), Math.min(height - 6, Math.max(14, my + 1.5 * dy + 5)), `h${j + 1}`, { fill: stroke, "font-weight": 700, halo: true });
  });
  for (const [a, b, target] of points) {
    const { out } = answer(frame, a, b);
    pen.mark(target ? "square" : "circle", x(a), y(b), 8, { fill: target ? colour.orange : colour.blue, stroke: colour.ink, "stroke-width": 1.5 });
    pen.text(x(a), y(b) + 26, `(${a}, ${b}) ${fixed(out, 2)}`, { anchor: "middle", halo: true });
  }
  pen.rect(0.5, 0.5, width - 1, height - 1, { stroke: colour.line });
}

function planeInWords(frame, points) {
  const answers = points.map(([a, b, target]) => `(${a}, ${b}) wants ${target}, gets ${fixed(answer(frame, a, b).out, 2)}`);
  const lines = frame.hidden[0].map((w, j) => {
    const ends = crossing(w, frame.hidden[1][j], frame.hidden[2][j], EDGE);
    return ends ? `h${j + 1} from (${ends[0].map((n) => fmt(n, 2)).join(", ")}) to (${ends[1].map((n) => fmt(n, 2)).join(", ")})` : `h${j + 1} outside the picture`;
  });
  return `The four corners of the plane: ${answers.join("; ")}. Lines where a hidden unit answers one half: ${lines.join("; ")}.`;
}

/** Where the plane and its error curve stand: below each other or side by side, as the plane gets larger. */
function layout(width, room) {
  const [stacked, beside] = [Math.min(width, room - CURVE), Math.min(room, width - BESIDE)];
  return beside > stacked
    ? { side: beside, height: beside, curve: { left: beside + 60, top: 26, width: width - beside - 76, height: beside - 70 } }
    : { side: width, height: width + CURVE, curve: { left: 58, top: width + 32, width: width - 74, height: CURVE - 76 } };
}

// The point of the curve is the moment that the plane shows.
function drawErrors(pen, box, ui, frames, at) {
  const errors = frames.map(({ error }) => Math.max(error, 1e-9));
  const end = Math.max(1, frames.length - 1);
  // Room at the beginning, so that the handle's ring lies on no word of the axes.
  const plot = axes(pen, { ...box, x: [-0.05 * end, end], y: [Math.min(...errors) * 0.7, Math.max(...errors) * 2.5], yLog: true, xLabel: "picture", yLabel: "error E (logarithmic axis)" });
  plot.curve(errors.map((error, i) => [i, error]), { stroke: colour.blue, "stroke-width": 2.5 });
  pen.line(plot.x(at), box.top, plot.x(at), box.top + box.height, { stroke: colour.soft, "stroke-dasharray": "2 3" });
  pen.mark("diamond", plot.x(at), plot.y(errors[at]), 8, { fill: colour.orange });
  const x = { path: "at", min: 0, max: frames.length - 1, step: 1 };
  pen.handle(point(ui, plot, { name: "moment", label: "Moment of the training", x, y: errors[at], now: at, words: `${frames[at].update} updates, error ${fmt(frames[at].error, 3)}` }));
}

/** What the lines do with the corners, as [kind, sentence]. */
export function verdict(frame, points) {
  const right = points.filter(([a, b, target]) => answer(frame, a, b).out > 0.5 === (target === 1)).length;
  const unseen = frame.hidden[0].filter((w, j) => !crossing(w, frame.hidden[1][j], frame.hidden[2][j], EDGE)).length;
  const away = unseen ? ` ${unseen === 1 ? "One line has" : `${unseen} lines have`} left the picture: such a unit has all corners on one side.` : "";
  if (right === points.length) return ["good", `After ${frame.update} updates all ${right} corners are on the right side: E = ${fmt(frame.error, 3)}.${away}`];
  return ["note", `After ${frame.update} updates: E = ${fmt(frame.error, 3)}, ${right} of ${points.length} corners on the right side.${away}`];
}

function render(context) {
  const ui = widget(context, { title: "The lines of the hidden units, while they learn" });
  const frames = ui.get("frames");
  if (!frames.length) {
    ui.root.append(status(ui, () => "No training to show yet."));
    return ui.stop;
  }
  const last = frames.length - 1;
  const at = () => Math.min(ui.get("at"), last);
  const now = () => frames[at()];
  const points = ui.get("points");
  let stopRun = null;
  const halt = () => {
    stopRun?.();
    stopRun = null;
    ui.refresh();
  };
  const play = () => {
    if (stopRun) return halt();
    if (at() === last) ui.set("at", 0);
    stopRun = ui.every(ui.calm() ? 800 : TICK, () => {
      if (at() >= last) {
        halt();
        return false;
      }
      ui.set("at", at() + 1);
    });
    ui.refresh();
  };
  ui.root.append(columns(
    [
      slider(ui, { path: "at", label: "Picture of the training", min: 0, max: last, step: 1, format: (k) => `${frames[Math.min(k, last)].update} updates` }),
      ui.hidden("run") ? "" : row(button(ui, { name: "run", primary: true, onclick: play, text: () => (stopRun ? "Pause" : "Play") })),
      status(ui, () => verdict(now(), points)[1], () => verdict(now(), points)[0], () => (at() < last ? "After how many updates are all corners on their right side? Say it, then press Play." : "")),
    ],
    [
      picture(ui, {
        name: "plane", maxWidth: 460, height: (width, room) => layout(width, room).height,
        under: (brush, width, height, css) => {
          const { side } = layout(width, height);
          paintGround(brush, side, side, css, now());
        },
        draw: (pen, width, height) => {
          const { side, curve } = layout(width, height);
          drawPlane(pen, side, side, now(), points);
          drawErrors(pen, curve, ui, frames, at());
        },
        alt: () => `After ${now().update} updates. ${planeInWords(now(), points)} The error curve goes from ${fmt(frames[0].error, 2)} to ${fmt(frames[last].error, 2)}; now ${fmt(now().error, 3)}.`,
      }),
      legend([
        { text: "target 0, and where the output is below ½", mark: "circle", colour: colour.blue },
        { text: "target 1, and where the output is above ½", mark: "square", colour: colour.orange },
        { text: "line: a hidden unit answers ½; its arrow points to where it is on" },
      ]),
    ],
  ));
  return ui.stop;
}

export default { render };
