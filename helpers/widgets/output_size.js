// OutputSize: the places of a kernel along one side of an image and on the whole of it, the formula with its numbers,
// and what the floor throws away.

import { button, columns, formula, h, row, slider, status, widget } from "./controls.js";
import { colour, legend, picture } from "./draw.js";
import { cells } from "./handles.js";
import { fmt } from "./numbers.js";

// ---- mathematics -----------------------------------------------------------------------------

/** Everything about one side: {total, span, room, quotient, output, unread, unreadImage, last}; output 0 where it does not fit. */
export function sizes({ n, k, padding, stride, dilation }) {
  const total = n + 2 * padding;
  const span = dilation * (k - 1) + 1;
  const room = total - span;
  const output = room < 0 ? 0 : Math.floor(room / stride) + 1;
  const unread = room < 0 ? total : room - (output - 1) * stride;
  return { total, span, room, quotient: room / stride, output, unread, unreadImage: Math.min(n, Math.max(0, unread - padding)), last: (output - 1) * stride };
}

/** The padding per side that keeps the size exactly, or null. */
export function keepingPadding({ n, k, stride, dilation }) {
  const twice = (n - 1) * stride + dilation * (k - 1) + 1 - n;
  return twice >= 0 && twice % 2 === 0 ? twice / 2 : null;
}

/** Runs [from, to) of the positions along one side of the padded image that no window reads: gaps and the far end. */
export function neverRead(state) {
  const { total, output } = sizes(state);
  const read = new Set();
  for (let place = 0; place < output; place += 1) {
    for (let tap = 0; tap < state.k; tap += 1) read.add(place * state.stride + tap * state.dilation);
  }
  const runs = [];
  for (let at = 0; at < total; at += 1) {
    if (read.has(at)) continue;
    if (runs.at(-1)?.[1] === at) runs.at(-1)[1] += 1;
    else runs.push([at, at + 1]);
  }
  return runs;
}

/** How many rows (and columns) of the image lie in gaps: no window reads them, though one lies further on. */
function inGaps(state) {
  const { total, unread } = sizes(state);
  const { n, padding } = state;
  const within = (at, low, high) => Math.min(Math.max(at, low), high);
  const high = Math.min(padding + n, total - unread);
  return neverRead(state).reduce((sum, [from, to]) => sum + within(to, padding, high) - within(from, padding, high), 0);
}

/** Which of the padded positions one row of the picture shows: all, or both ends with a gap (null) between. */
export function cellsShown(total, most) {
  if (total <= most) return Array.from({ length: total }, (_, i) => i);
  const first = Math.floor((most - 1) / 2);
  const rest = most - 1 - first;
  return [...Array.from({ length: first }, (_, i) => i), null, ...Array.from({ length: rest }, (_, i) => total - rest + i)];
}

/** The formula, line by line, with the numbers put in. */
export function formulaLines(state) {
  const { n, k, padding, stride, dilation } = state;
  const { span, room, quotient, output } = sizes(state);
  const lines = [];
  if (dilation > 1) lines.push(`the kernel spans d·(k − 1) + 1 = ${dilation}·${k - 1} + 1 = ${span}`);
  lines.push(`⌊(n + 2p − ${dilation > 1 ? "span" : "k"}) / s⌋ + 1`);
  lines.push(`= ⌊(${n} + 2·${padding} − ${span}) / ${stride}⌋ + 1`);
  if (room < 0) return [...lines, `= ⌊${fmt(room)} / ${stride}⌋ + 1: the kernel is larger than the padded image`];
  const floor = Number.isInteger(quotient) ? `${quotient} + 1` : `⌊${fmt(quotient, 3)}⌋ + 1 = ${output - 1} + 1`;
  return [...lines, `= ⌊${room} / ${stride}⌋ + 1 = ${floor} = ${output}`];
}

export function inWords(state) {
  const { padding, stride } = state;
  const { room, output, unread, unreadImage, total, span } = sizes(state);
  if (!output) return `The kernel does not fit: it spans ${span}, the padded image has only ${total}. Keras raises an error here.`;
  const size = `Output ${output} × ${output}.`;
  const between = gapsInWords(state);
  if (!unread) {
    const reached = between ? "" : " With stride 1 every pixel is reached.";
    return stride === 1 ? `${size}${reached}${between}` : `${size} ${room} is divisible by ${stride}: the last position ends at the border.${between}`;
  }
  const what = unread === 1 ? "the last row and column are" : `the last ${unread} rows and columns are`;
  const of = unreadImage ? (padding ? `${unreadImage} of them image, the rest padding` : "image, thrown away") : "only padding, nothing of the image is lost";
  return `${size} ${room} does not divide by ${stride}: the floor drops the rest, ${what} never read (${of}). Notes that demand divisibility call this impossible; libraries do it.${between}`;
}

// ---- pictures --------------------------------------------------------------------------------

/** One row of the padded image, and below it the kernel at its positions. */
function drawStrip(pen, width, height, state) {
  const { n, padding, dilation, k, stride } = state;
  const { total, output } = sizes(state);
  const unread = neverRead(state);
  const shown = cellsShown(total, Math.max(12, Math.floor(width / 15)));
  const cell = Math.min(34, width / shown.length);
  const at = new Map(shown.map((position, i) => [position, i * cell]));
  pen.text(0, 14, "one row, and the kernel at its positions", { size: 13 });
  shown.forEach((position, i) => {
    const x = i * cell;
    if (position === null) return pen.text(x + cell / 2, 44, "…", { anchor: "middle", size: 16 });
    const isImage = position >= padding && position < padding + n;
    const box = [[x, 24], [x + cell, 24], [x + cell, 56], [x, 56]];
    const lost = unread.some(([from, to]) => position >= from && position < to);
    pen.rect(x, 24, cell, 32, { fill: isImage ? colour.panel : "none", stroke: colour.line });
    if (!isImage) pen.hatch(box, { gap: 8, stroke: colour.soft, opacity: 0.45 });
    if (lost) pen.path(`M${x + 3} 27L${x + cell - 3} 53M${x + cell - 3} 27L${x + 3} 53`, { stroke: colour.bad, "stroke-width": 3 });
    if (isImage && cell >= 20 && !lost) pen.text(x + cell / 2, 45, position - padding + 1, { anchor: "middle", size: 12 });
  });
  const rows = rowsShown(output);
  rows.forEach((index, line) => {
    const y = 74 + line * 17;
    if (index === null) return pen.text(width / 2, y + 6, "⋮", { anchor: "middle", size: 14 });
    const taps = Array.from({ length: k }, (_, i) => index * stride + i * dilation).map((position) => at.get(position)).filter((x) => x !== undefined);
    if (!taps.length) return;
    const paint = index === output - 1 ? colour.orange : colour.blue;
    pen.line(taps[0] + cell / 2, y, taps.at(-1) + cell / 2, y, { stroke: paint, "stroke-width": 2 });
    taps.forEach((x) => pen.mark(index === output - 1 ? "square" : "circle", x + cell / 2, y, Math.min(6, cell / 2.4), { fill: paint }));
  });
}

/** The numbers of the outputs whose positions are drawn: all of a few, else the first three and the last two. */
function rowsShown(output) {
  return output <= 8 ? Array.from({ length: output }, (_, i) => i) : [0, 1, 2, null, output - 2, output - 1];
}

/** The row and column of the position that is looked at. */
function positionOf(position, output) {
  const at = Math.min(position, output * output) - 1;
  return [Math.floor(at / output), at % output];
}

/** The whole image from above: padding, one position of the kernel with the pixels that it reads, and what is never read. */
function drawGrid(pen, width, height, ui, state) {
  const { n, padding, stride, k, dilation } = state;
  const { total, span, output, last } = sizes(state);
  const side = Math.min(width, height) - 2;
  const unit = side / Math.max(total, span);
  const end = total * unit;
  pen.rect(0, 0, end, end, { stroke: colour.line });
  if (padding) {
    for (const [x, y, w, tall] of [[0, 0, total, padding], [0, padding + n, total, padding], [0, padding, padding, n], [padding + n, padding, padding, n]]) {
      pen.hatch([[x, y], [x + w, y], [x + w, y + tall], [x, y + tall]].map(([a, b]) => [a * unit, b * unit]), { gap: 10, stroke: colour.soft, opacity: 0.5 });
    }
  }
  pen.rect(padding * unit, padding * unit, n * unit, n * unit, { fill: colour.panel, stroke: colour.ink, "stroke-width": 1.5 });
  if (total <= 44) {
    for (let i = 1; i < total; i += 1) {
      pen.line(i * unit, 0, i * unit, end, { stroke: colour.line, "stroke-width": 0.5 });
      pen.line(0, i * unit, end, i * unit, { stroke: colour.line, "stroke-width": 0.5 });
    }
  }
  if (output) {
    const lost = neverRead(state);
    const kept = [0, ...lost.flat(), total].flatMap((from, i, ends) => (i % 2 ? [] : [[from, ends[i + 1]]])).filter(([from, to]) => to > from);
    const columnsLost = lost.map(([from, to]) => [from, 0, to, total]);
    const rowsLost = lost.flatMap(([from, to]) => kept.map(([left, right]) => [left, from, right, to]));
    for (const [left, top, right, bottom] of [...columnsLost, ...rowsLost].map((box) => box.map((v) => v * unit))) {
      const box = [[left, top], [right, top], [right, bottom], [left, bottom]];
      pen.polygon(box, { fill: colour.bad, opacity: 0.2 });
      pen.hatch(box, { gap: 6, stroke: colour.bad, opacity: 0.9 });
    }
  }
  const [row, column] = positionOf(ui.get("position"), output || 1);
  if (output) {
    // Each dot is a position, in the middle of its window; the window of the one that is looked at is filled.
    for (let a = 0; a < k; a += 1) {
      for (let b = 0; b < k; b += 1) pen.rect((column * stride + b * dilation) * unit, (row * stride + a * dilation) * unit, unit, unit, { fill: colour.green, opacity: 0.45 });
    }
    pen.rect(column * stride * unit + 1, row * stride * unit + 1, span * unit - 2, span * unit - 2, { stroke: colour.green, "stroke-width": 3 });
    if (unit * stride > 5) {
      for (let i = 0; i < output; i += 1) {
        for (let j = 0; j < output; j += 1) {
          const here = i === row && j === column;
          pen.circle((j * stride + span / 2) * unit, (i * stride + span / 2) * unit, here ? Math.min(6, unit * 0.6) : Math.min(3, unit / 3), { fill: here ? colour.green : colour.blue });
        }
      }
    }
    const reach = (span - stride) / 2; // the cells of the handle lie around the dots
    pen.handle(cells({
      name: "position", label: "Position of the kernel", rows: output, columns: output, cell: row * output + column,
      box: [reach * unit, reach * unit, output * stride * unit, output * stride * unit], paths: ["position"],
      words: `output row ${row + 1}, column ${column + 1} of ${output}`, take: (index) => ({ position: index + 1 }),
    }));
  }
  if (!output) return pen.rect(1, 1, span * unit - 2, span * unit - 2, { stroke: colour.bad, "stroke-width": 3, "stroke-dasharray": "7 4" });
  pen.rect(1.5, 1.5, span * unit - 3, span * unit - 3, { stroke: colour.blue, "stroke-width": 3 });
  pen.rect(last * unit + 1.5, last * unit + 1.5, span * unit - 3, span * unit - 3, { stroke: colour.orange, "stroke-width": 3, "stroke-dasharray": "8 3" });
}

function render(context) {
  const ui = widget(context, { title: "How large is the output?" });
  const state = () => Object.fromEntries(["n", "k", "padding", "stride", "dilation"].map((name) => [name, ui.get(name)]));
  const kind = () => (!sizes(state()).output ? "bad" : sizes(state()).unread ? "note" : "good");
  const count = () => sizes(state()).output ** 2;
  const place = () => Math.min(ui.get("position"), count());
  const lines = formula(ui, () => formulaLines(state()));
  const keeping = h("p.nnw-small");
  ui.paint(() => {
    const p = keepingPadding(state());
    keeping.textContent = p === null ? "No padding keeps the size exactly: (n − 1)·s + span − n is odd or negative." : `Padding ${p} per side keeps the size exactly.`;
  });
  const strip = picture(ui, {
    // Not to be grabbed: the strip repeats one row of the grid.
    name: "strip",
    maxWidth: 1000,
    height: () => 80 + 17 * Math.max(1, rowsShown(sizes(state()).output).length),
    draw: (pen, width, height) => drawStrip(pen, width, height, state()),
    alt: () => stripInWords(state()),
  });
  const grid = picture(ui, {
    name: "grid",
    maxWidth: 400,
    height: (width) => Math.min(400, width),
    draw: (pen, width, height) => drawGrid(pen, width, height, ui, state()),
    alt: () => gridInWords(state(), ui.get("position")),
  });
  ui.root.append(
    columns(
      [
        slider(ui, { path: "n", label: "Image size n", min: 1, max: 256, step: 1 }),
        slider(ui, { path: "k", label: "Kernel size k", min: 1, max: 15, step: 1 }),
        slider(ui, { path: "padding", label: "Padding p per side", min: 0, max: 16, step: 1 }),
        slider(ui, { path: "stride", label: "Stride s", min: 1, max: 16, step: 1 }),
        slider(ui, { path: "dilation", label: "Dilation d", min: 1, max: 4, step: 1 }),
      ],
      [
        lines,
        status(ui, () => inWords(state()), kind, "What will one step more of the stride, the padding or the kernel do to the size of the output? Say it, then take it."),
        keeping,
        ui.hidden("grid") ? "" : [grid, row(
          button(ui, { name: "position", label: "Next position", when: () => place() < count(), onclick: () => ui.set("position", place() + 1) }),
          button(ui, { name: "position", label: "Back", when: () => place() > 1, onclick: () => ui.set("position", place() - 1) }),
        )],
        legend([
          { text: "first position", colour: colour.blue, dash: "" },
          { text: "last position", colour: colour.orange, dash: "8 3" },
          { text: "a position (middle of its window)", mark: "circle", colour: colour.blue },
          { text: "the position you look at, and what it reads", mark: "square", colour: colour.green },
          { text: "padding", hatch: true, colour: colour.soft },
          { text: "never read", hatch: true, colour: colour.bad },
        ]),
      ],
      ui.hidden("strip") ? null : strip,
    ),
  );
  return ui.stop;
}

function stripInWords(state) {
  const { total, output, unread, span } = sizes(state);
  if (!output) return `A row of ${total} pixels with padding; the kernel spans ${span} and does not fit.`;
  return `A row of ${total} pixels with padding; the kernel stands at ${output} places, ${state.stride} apart, and ${unread ? `the last ${unread} pixels are crossed out: never read` : "the last place ends at the border"}.${gapsInWords(state)}`;
}

/** What the crossed-out gaps of the pictures say, in words. */
function gapsInWords(state) {
  const gaps = inGaps(state);
  return gaps ? ` Between the weights or the positions ${gaps} of ${state.n} rows and columns of the image are never read.` : "";
}

function gridInWords(state, position) {
  const { total, output, unread } = sizes(state);
  const [row, column] = positionOf(position, output || 1);
  const here = output ? ` The position looked at, row ${row + 1}, column ${column + 1} of the output, begins at row ${row * state.stride + 1}, column ${column * state.stride + 1} of the padded image.` : "";
  const padded = state.padding ? `, padded by ${state.padding} to ${total} by ${total}` : "";
  return `Image of ${state.n} by ${state.n}${padded}. ${output ? `${output} by ${output} positions of the kernel; ${unread ? `a strip of ${unread} at the right and at the bottom is never read` : neverRead(state).length ? "the last one ends at the border" : "all of it is read"}${gapsInWords(state).replace(/\.$/, "")}` : "The kernel is larger than the image"}.${here}`;
}

export default { render };
