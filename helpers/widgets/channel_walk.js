// ChannelWalk: filters walk over a colour image. Any number of the map, after ReLU or after pooling, is followed back to
// the window that it saw in each channel, to the sums of the channels, and to one multiplication.

import { button, columns, formula, row, select, slider, status, widget } from "./controls.js";
import { colour, legend, picture } from "./draw.js";
import { cells } from "./handles.js";
import { factor, fmt } from "./numbers.js";

const NAMES = ["red", "green", "blue"];
const TINTS = ["255,70,60", "60,190,80", "80,130,255"];
const INKS = [colour.red, colour.green, colour.blue];
const STAGES = [["map", "map: sum and bias"], ["relu", "after ReLU"], ["pool", "after pooling"]];
const SIDE = { map: 4, relu: 4, pool: 2 };

/** The image with a frame of zeros, channel by channel. */
export function padded(image) {
  return image.map((channel) => {
    const zeros = new Array(channel[0].length + 2).fill(0);
    return [zeros, ...channel.map((line) => [0, ...line, 0]), zeros];
  });
}

/** Sums of the channels at each place, the map with the bias, the map after ReLU, and the largest of each 2 × 2. */
export function walked(image, { kernels, bias }) {
  const frame = padded(image);
  const places = [0, 1, 2, 3];
  const sums = places.map((i) => places.map((j) => kernels.map((kernel, c) => kernel.reduce((all, line, a) => all + line.reduce((sum, w, b) => sum + w * frame[c][i + a][j + b], 0), 0))));
  const map = sums.map((line) => line.map((parts) => parts.reduce((a, b) => a + b, bias)));
  const relu = map.map((line) => line.map((v) => Math.max(v, 0)));
  const pool = [0, 1].map((i) => [0, 1].map((j) => Math.max(relu[2 * i][2 * j], relu[2 * i][2 * j + 1], relu[2 * i + 1][2 * j], relu[2 * i + 1][2 * j + 1])));
  return { sums, map, relu, pool };
}

/** The place of the map that is followed back: the cell itself, or the largest of the four that were pooled. */
export function placeOf(stage, cell, { relu }) {
  const side = SIDE[stage];
  const index = Math.min(cell, side * side) - 1;
  const [i, j] = [Math.floor(index / side), index % side];
  if (stage !== "pool") return [i, j];
  const inside = [[2 * i, 2 * j], [2 * i, 2 * j + 1], [2 * i + 1, 2 * j], [2 * i + 1, 2 * j + 1]];
  return inside.reduce((best, place) => (relu[place[0]][place[1]] > relu[best[0]][best[1]] ? place : best));
}

const ROW = 480; // on a narrower picture one row of channels and maps would have pixels too small for a finger

/** Where everything stands: channels, filter and maps one below the other where there is `room`, else all in one row. */
function layout(width, room) {
  const widest = Math.floor((width - 20) / 18);
  // The largest pixels with which the maps keep room for their numbers.
  const sizes = [28, 26, 24].filter((cell) => cell <= widest).map((cell) => placed(width, false, cell, room));
  const below = sizes.find(({ height }) => height <= room) ?? placed(width, false, Math.min(24, widest), room);
  return width < ROW || (width < 680 && below.height <= room) ? below : placed(width, true, Math.min(22, Math.floor(width / 34)), room);
}

function placed(width, wide, cell, room) {
  const small = wide ? cell : Math.min(27, Math.floor((width - 20) / 9));
  const channels = NAMES.map((_, c) => [c * (6 * cell + (wide ? 14 : 10)), 22]);
  const under = 22 + 6 * cell + (wide ? 12 : 30);
  const kernels = NAMES.map((_, c) => [wide ? channels[c][0] : c * (3 * small + 10), under]);
  const from = wide ? 3 * (6 * cell + 14) + 26 : 0;
  const gap = wide ? 16 : 12;
  const top = wide ? 22 : under + 3 * small + 74;
  const number = Math.floor(Math.min(wide ? 44 : Math.max(32, Math.min(44, (room - top - 10) / 4)), (width - from - 2 * gap - 4) / 10));
  const stages = { map: [from, top], relu: [from + 4 * number + gap, top], pool: [from + 8 * number + 2 * gap, top + number] };
  const height = wide ? under + 3 * small + 8 : top + 4 * number + 10;
  return { wide, cell, small, number, channels, kernels, stages, height };
}

const inWindow = (i, j, [row, column]) => i >= row && i < row + 3 && j >= column && j < column + 3;

/** The rows and columns of the padded image that the looked-at number depends on: [top, left, size]. */
function field({ stage, cell, place }) {
  if (stage !== "pool") return [...place, 3];
  const index = Math.min(cell, 4) - 1;
  return [2 * Math.floor(index / 2), 2 * (index % 2), 4];
}

function drawChannel(pen, c, at, side, state, ui) {
  const [left, top] = at;
  const chosen = Math.floor((state.product - 1) / 9) === c ? [Math.floor(((state.product - 1) % 9) / 3), (state.product - 1) % 3] : null;
  pen.text(left, top - 7, NAMES[c], { "font-weight": 700, fill: INKS[c], size: 13 });
  state.frame[c].forEach((line, i) => line.forEach((value, j) => {
    const [x, y] = [left + j * side, top + i * side];
    const rim = i === 0 || j === 0 || i === 5 || j === 5;
    pen.rect(x, y, side, side, { fill: rim ? colour.panel : `rgba(${TINTS[c]},${(0.06 + (0.6 * value) / 255).toFixed(3)})`, stroke: colour.line, "stroke-width": 0.7 });
    if (side >= 20) pen.text(x + side / 2, y + side / 2 + 4, fmt(value), { anchor: "middle", size: side < 26 ? 10.5 : 12, fill: rim ? colour.soft : colour.ink });
  }));
  const [r, s, size] = field(state);
  pen.rect(left + s * side, top + r * side, size * side, size * side, { stroke: colour.ink, "stroke-width": state.stage === "pool" ? 2 : 3, "stroke-dasharray": state.stage === "pool" ? "5 3" : "" });
  if (state.stage === "pool") pen.rect(left + state.place[1] * side, top + state.place[0] * side, 3 * side, 3 * side, { stroke: colour.ink, "stroke-width": 3 });
  if (chosen) pen.rect(left + (state.place[1] + chosen[1]) * side + 1.5, top + (state.place[0] + chosen[0]) * side + 1.5, side - 3, side - 3, { stroke: colour.purple, "stroke-width": 3 });
  pen.handle(cells({
    name: NAMES[c], label: `Pixel of the ${NAMES[c]} channel, under the window`, box: [left, top, 6 * side, 6 * side], rows: 6, columns: 6, paths: ["product"],
    cell: (state.place[0] + (chosen ? chosen[0] : 0)) * 6 + state.place[1] + (chosen ? chosen[1] : 0),
    words: chosen ? `row ${chosen[0] + 1}, column ${chosen[1] + 1} of the window: ${fmt(state.factors[state.product - 1].value)}` : "another channel is chosen",
    take: (index) => {
      const [i, j] = [Math.floor(index / 6), index % 6];
      const [a, b] = [Math.max(0, Math.min(2, i - state.place[0])), Math.max(0, Math.min(2, j - state.place[1]))];
      return { product: 9 * c + 3 * a + b + 1 };
    },
  }));
}

function drawKernel(pen, c, at, side, state) {
  const [left, top] = at;
  state.kernels[c].forEach((line, a) => line.forEach((w, b) => {
    const chosen = state.product === 9 * c + 3 * a + b + 1;
    const most = Math.max(1, ...state.kernels.flat(2).map(Math.abs));
    const share = (0.5 * Math.abs(w)) / most;
    pen.rect(left + b * side, top + a * side, side, side, { fill: w ? `rgba(${w > 0 ? "230,140,40" : "70,120,220"},${share.toFixed(2)})` : "none", stroke: colour.line });
    if (chosen) pen.rect(left + b * side + 1.5, top + a * side + 1.5, side - 3, side - 3, { stroke: colour.purple, "stroke-width": 3 });
    pen.text(left + b * side + side / 2, top + a * side + side / 2 + 4, fmt(w), { anchor: "middle", size: side < 20 ? 11 : 13 });
  }));
  pen.text(left + (state.wide ? 3 * side + 6 : 1.5 * side), top + (state.wide ? 1.5 * side + 5 : 3 * side + 17), state.wide ? `→ ${fmt(state.parts[c])}` : fmt(state.parts[c]), { "font-weight": 700, fill: INKS[c], anchor: state.wide ? "start" : "middle", size: 14 });
}

/** The three sums and the bias run together into the number of the map, beside the filter where there is room. */
function drawSum(pen, { small, kernels }, width, { parts, bias, result, place }) {
  const left = 3 * (3 * small + 10) + 26;
  if (width - left < 210) return;
  const top = kernels[0][1] + 4;
  const [x, y] = [left + 124, top + 40];
  const terms = [...parts.map((part, c) => [fmt(part), INKS[c]]), [`bias ${fmt(bias)}`, colour.ink]];
  terms.forEach(([text, ink], k) => {
    const at = top + 27 * k;
    pen.text(left + 60, at + 5, text, { anchor: "end", "font-weight": 700, fill: ink });
    pen.path(`M${left + 66} ${at}C${left + 95} ${at} ${left + 90} ${y} ${x - 12} ${y}`, { stroke: ink, "stroke-width": 2 });
  });
  pen.circle(x, y, 12, { stroke: colour.ink, fill: colour.ground });
  pen.text(x, y + 5, "+", { anchor: "middle", "font-weight": 700, size: 16 });
  pen.arrow(x + 13, y, x + 36, y);
  pen.text(x + 42, y + 5, fmt(result.map[place[0]][place[1]]), { "font-weight": 750, size: 15 });
}

function drawStage(pen, name, at, side, state) {
  const [left, top] = at;
  const numbers = state.result[name];
  const count = SIDE[name];
  const most = Math.max(1, ...state.result.map.flat().map(Math.abs));
  const active = state.stage === name;
  pen.text(left, top - 8, { map: "map", relu: "ReLU", pool: "pool" }[name], { "font-weight": active ? 750 : 600, size: 13 });
  numbers.forEach((line, i) => line.forEach((value, j) => {
    const [x, y] = [left + j * side, top + i * side];
    const share = (0.06 + (0.5 * Math.abs(value)) / most).toFixed(2);
    pen.rect(x, y, side, side, { fill: value ? `rgba(${value > 0 ? "230,140,40" : "70,120,220"},${share})` : "none", stroke: colour.line });
    if (side >= 7.5 * fmt(value).length) pen.text(x + side / 2, y + side / 2 + 4, fmt(value), { anchor: "middle", size: 12 });
  }));
  const [i, j] = state.place;
  if (name !== "pool") pen.rect(left + j * side + 1.5, top + i * side + 1.5, side - 3, side - 3, { stroke: colour.ink, "stroke-width": 3 });
  const index = Math.min(state.cell, count * count) - 1;
  if (state.stage === "pool") {
    const [a, b] = [Math.floor((Math.min(state.cell, 4) - 1) / 2), (Math.min(state.cell, 4) - 1) % 2];
    if (name === "pool") pen.rect(left + b * side + 1.5, top + a * side + 1.5, side - 3, side - 3, { stroke: colour.ink, "stroke-width": 3 });
    else pen.rect(left + 2 * b * side, top + 2 * a * side, 2 * side, 2 * side, { stroke: colour.ink, "stroke-width": 2, "stroke-dasharray": "5 3" });
  }
  pen.handle(cells({
    name: `number-${name}`, label: `Number ${{ map: "of the map", relu: "after ReLU", pool: "after pooling" }[name]}`, box: [left, top, count * side, count * side], rows: count, columns: count,
    cell: active ? index : 0, paths: ["cell"], words: active ? `row ${Math.floor(index / count) + 1}, column ${(index % count) + 1}: ${fmt(numbers.flat()[index])}` : "another stage is looked at",
    take: (k) => ({ stage: name, cell: k + 1 }),
  }));
}

function drawAll(pen, width, height, ui, state) {
  const plan = layout(width, height);
  const here = { ...state, wide: plan.wide };
  NAMES.forEach((_, c) => {
    drawChannel(pen, c, plan.channels[c], plan.cell, here, ui);
    drawKernel(pen, c, plan.kernels[c], plan.small, here);
  });
  if (plan.wide) {
    pen.text(width, plan.stages.map[1] + 4 * plan.number + 20, "map: red + green + blue + bias", { size: 12, fill: colour.soft, anchor: "end" });
  } else drawSum(pen, plan, width, here);
  for (const [name] of STAGES) drawStage(pen, name, plan.stages[name], plan.number, here);
}

function sumLines({ kernels, parts, bias, factors, product, place, result, stage, cell }) {
  const lines = NAMES.map((name, c) => {
    const terms = factors.slice(9 * c, 9 * c + 9).filter(({ weight }) => weight).map(({ value, weight }) => `${factor(value)}·${factor(weight)}`);
    return `${name}: ${terms.join(" + ") || "no weight"} = ${fmt(parts[c])}`;
  });
  const total = result.map[place[0]][place[1]];
  lines.push(`${parts.map((part) => factor(part)).join(" + ")} + bias ${factor(bias)} = ${fmt(total)}`);
  lines.push(`ReLU: max(0, ${fmt(total)}) = ${fmt(Math.max(0, total))}`);
  if (stage === "pool") {
    const [top, left] = field({ stage, cell, place });
    const four = [[0, 0], [0, 1], [1, 0], [1, 1]].map(([a, b]) => fmt(result.relu[top + a][left + b]));
    lines.push(`pool: max(${four.join(", ")}) = ${fmt(result.relu[place[0]][place[1]])}`);
  }
  const { value, weight } = factors[product - 1];
  lines.push(`one multiplication: ${NAMES[Math.floor((product - 1) / 9)]}, ${fmt(value)} · ${factor(weight)} = ${fmt(value * weight)}`);
  return lines;
}

function inWords({ stage, place, result, parts, name, cell }) {
  const total = result.map[place[0]][place[1]];
  const seen = stage === "pool" ? "4 × 4 × 3 = 48" : "3 × 3 × 3 = 27";
  const what = stage === "pool" ? `Pooled number ${Math.min(cell, 4)} of 4` : `Row ${place[0] + 1}, column ${place[1] + 1} ${stage === "map" ? "of the map" : "after ReLU"}`;
  return `${what} of the filter “${name}”: ${fmt(stage === "map" ? total : Math.max(0, total))}. It depends on ${seen} numbers of the padded image.`;
}

function pictureInWords(state) {
  const { result, parts, place } = state;
  const grid = (numbers) => numbers.map((line) => line.map((v) => fmt(v)).join(" ")).join(" / ");
  return `${inWords(state)} Sums at its window: ${NAMES.map((name, c) => `${name} ${fmt(parts[c])}`).join(", ")}. Window at row ${place[0] + 1}, column ${place[1] + 1} of the padded image. Product ${state.product} of 27 is marked. Map: ${grid(result.map)}. After ReLU: ${grid(result.relu)}. Pooled: ${grid(result.pool)}.`;
}

function render(context) {
  const ui = widget(context, { title: "A filter walks over a colour image", wide: true });
  let state = {};
  ui.paint(() => {
    const [image, filters] = [ui.get("image"), ui.get("filters")];
    const { name, kernels, bias } = filters[Math.min(ui.get("filter"), filters.length) - 1];
    const [stage, cell, product] = [ui.get("stage"), ui.get("cell"), ui.get("product")];
    const result = walked(image, { kernels, bias });
    const place = placeOf(stage, cell, result);
    const frame = padded(image);
    const factors = kernels.flatMap((kernel, c) => kernel.flatMap((line, a) => line.map((weight, b) => ({ weight, value: frame[c][place[0] + a][place[1] + b] }))));
    state = { name, kernels, bias, stage, cell, product, result, place, frame, factors, parts: result.sums[place[0]][place[1]] };
  });
  const count = () => SIDE[ui.get("stage")] ** 2;
  const at = () => Math.min(ui.get("cell"), count());
  ui.root.append(columns(
    [
      select(ui, { path: "filter", label: "Filter", options: ui.get("filters").map(({ name }, k) => [k + 1, `${k + 1}: ${name}`]) }),
      select(ui, { path: "stage", label: "Look at a number", options: STAGES }),
      slider(ui, { path: "cell", label: "Which number, row by row", min: 1, max: 16, step: 1, read: at, write: (value) => ({ cell: Math.min(value, count()) }) }),
      row(
        button(ui, { name: "next", label: "Next number", primary: true, when: () => at() < count(), onclick: () => ui.set("cell", at() + 1) }),
        button(ui, { name: "back", label: "Back", when: () => at() > 1, onclick: () => ui.set("cell", at() - 1) }),
      ),
      slider(ui, { path: "product", label: "Which of its 27 products", min: 1, max: 27, step: 1 }),
    ],
    [
      status(ui, () => inWords(state), () => "note", "Which numbers of the image does this one of the map depend on, and how many are they? Say it, then go to another number."),
      picture(ui, {
        name: "walk", maxWidth: 760, height: (width, room) => layout(width, room).height,
        draw: (pen, width, height) => drawAll(pen, width, height, ui, state),
        alt: () => pictureInWords(state),
      }),
      formula(ui, () => sumLines(state)),
      legend([
        { text: "thick frame: the window; dashed: all that a pooled number depends on" },
        { text: "violet: one product, pixel and weight", colour: colour.purple, dash: "" },
        { text: "orange above 0, blue below" },
      ]),
    ],
  ));
  return ui.stop;
}

export default { render };
