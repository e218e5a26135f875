// ConvStepper: a kernel walks over a small image; at each position the products are written out and the output fills up.

import { button, columns, formula, group, h, numberField, row, select, slider, status, toggle, widget } from "./controls.js";
import { colour, legend, picture } from "./draw.js";
import { cells } from "./handles.js";
import { factor, fmt } from "./numbers.js";

export const KERNELS = {
  "anti-diagonal 2×2": [[0, 1], [1, 0]],
  "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
  "vertical edges": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
  "horizontal edges": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
  "all edges": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
  "blur (sum 9)": [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
  "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
  "lopsided (1 to 9)": [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
};
export const IMAGES = {
  "numbers 5×5": [[25, 110, 65, 0, 34], [15, 14, 10, 54, 66], [65, 76, 54, 200, 210], [176, 5, 73, 67, 89], [63, 90, 95, 111, 175]],
  "one bright pixel": [[0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]],
  "dark left, bright right": Array.from({ length: 6 }, () => [10, 10, 10, 200, 200, 200]),
  "a diagonal": Array.from({ length: 6 }, (_, i) => Array.from({ length: 6 }, (_, j) => (i === j ? 100 : 0))),
  "even grey": Array.from({ length: 5 }, () => [80, 80, 80, 80, 80]),
};
const MOST_IMAGE = 7;
const MOST_KERNEL = 4;

// ---- mathematics -----------------------------------------------------------------------------

/** The kernel turned by 180°. */
export function flipped(kernel) {
  return kernel.map((line) => [...line].reverse()).reverse();
}

/** Positions of the kernel along one axis; empty where it does not fit. */
export function positions(n, k, { stride, padding, dilation }) {
  const count = Math.floor((n + 2 * padding - dilation * (k - 1) - 1) / stride) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => i * stride - padding);
}

/** The products at one output: [{row, column, value, weight}], rows and columns of the image; outside it the value is 0. */
export function products(image, kernel, top, left, dilation) {
  return kernel.flatMap((line, a) =>
    line.map((weight, b) => {
      const [i, j] = [top + a * dilation, left + b * dilation];
      return { row: i, column: j, value: image[i]?.[j] ?? 0, weight };
    }),
  );
}

/** All outputs, row by row: {tops, lefts, values}. */
export function slide(image, kernel, settings) {
  const used = settings.flip ? flipped(kernel) : kernel;
  const tops = positions(image.length, kernel.length, settings);
  const lefts = positions(image[0].length, kernel[0].length, settings);
  const one = (top, left) => products(image, used, top, left, settings.dilation).reduce((sum, { value, weight }) => sum + value * weight, 0);
  return { tops, lefts, values: lefts.length ? tops.map((top) => lefts.map((left) => tidy(one(top, left)))) : [] };
}

// 0.1 + 0.2 as on paper.
const tidy = (value) => Math.round(value * 1e9) / 1e9 + 0;

/** How many rows (or columns) at the far end no position reaches; `ofImage` of them are image, the rest padding. */
export function unread(n, k, settings) {
  const at = positions(n, k, settings);
  if (!at.length) return { total: 0, ofImage: 0 };
  const total = n + settings.padding - 1 - (at.at(-1) + settings.dilation * (k - 1));
  return { total, ofImage: Math.max(0, total - settings.padding) };
}

// ---- picture ---------------------------------------------------------------------------------

/** Where the two grids stand: side by side where it is wide or low, else one below the other, in cells that fit into `most`. */
function layout(width, state, most = Infinity) {
  const { image, padding, result } = state;
  const [rows, cols] = [image.length + 2 * padding, image[0].length + 2 * padding];
  const [outRows, outCols] = [result.tops.length, result.lefts.length];
  const beside = width >= 480 || most < 330;
  const gap = 34;
  const room = beside ? (width - gap - 3) / (cols + Math.max(2, outCols)) : (width - 3) / Math.max(cols, outCols);
  const high = beside ? Math.max(rows, outRows) : rows + outRows;
  const cell = Math.floor(Math.min(54, room, (most - (beside ? 34 : 78)) / high));
  const top = 26;
  const out = beside ? [cols * cell + gap, top] : [1, top + rows * cell + 44];
  const tall = beside ? top + Math.max(rows, outRows) * cell : out[1] + outRows * cell;
  return { rows, cols, cell, top, out, height: tall + 8 };
}

/** A grey from black to white, the same in light and dark themes, and the ink that can be read on it. */
function grey(share) {
  const level = Math.round(255 * Math.min(1, Math.max(0, share)));
  const ink = level > 117 ? "#000000" : "#ffffff"; // 4.5 : 1 on every grey; orange reaches that near black and white alone
  return { fill: `rgb(${level},${level},${level})`, ink, mark: level > 195 ? "#8a3700" : level < 79 ? "#ffb066" : ink };
}

/** How light each value is: from the least, black, to the greatest, white; pixels from 0 at least to 255. */
function shadesOf(values, low = Math.min(...values), high = Math.max(...values)) {
  return (value) => grey(high > low ? (value - low) / (high - low) : 0.5);
}

function drawGrids(pen, width, height, ui, state) {
  const { rows, cols, cell, top, out } = layout(width, state, height);
  const { image, padding, result, current } = state;
  pen.text(0, 16, padding ? `image ${image.length} × ${image[0].length}, padded to ${rows} × ${cols}` : `image ${image.length} × ${image[0].length}`, { size: 14, "font-weight": 650 });
  const flat = image.flat();
  const shade = shadesOf([], Math.min(0, ...flat), Math.max(255, ...flat));
  const outShade = shadesOf(result.values.flat());
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < cols; j += 1) drawPixel(pen, 1 + j * cell, top + i * cell, cell, i - padding, j - padding, state, shade);
  }
  if (current) {
    const { dilation } = state;
    const [high, wide] = [dilation * (state.kernel.length - 1) + 1, dilation * (state.kernel[0].length - 1) + 1];
    pen.rect(1 + (current.left + padding) * cell, top + (current.top + padding) * cell, wide * cell, high * cell, { stroke: colour.orange, "stroke-width": 4 });
  }
  const title = result.values.length ? `output ${result.tops.length} × ${result.lefts.length}` : "output: none";
  pen.text(out[0], out[1] - 10, title, { size: 14, "font-weight": 650 });
  result.values.forEach((line, i) => line.forEach((value, j) => drawOutput(pen, out[0] + j * cell, out[1] + i * cell, cell, value, i * line.length + j, state, outShade)));
  const [lines, across] = [result.tops.length, result.lefts.length];
  if (!lines || !across) return;
  pen.handle(cells({
    name: "output", label: "Output cell that is computed", box: [out[0], out[1], across * cell, lines * cell], rows: lines, columns: across, cell: state.shown - 1,
    words: current ? `row ${current.i + 1}, column ${current.j + 1}: ${fmt(result.values[current.i][current.j], 4)}` : "none yet", paths: ["shown"],
    take: (index) => ({ shown: index + 1 }),
  }));
}

function drawPixel(pen, x, y, cell, i, j, { image, weights }, shade) {
  const inside = image[i]?.[j] !== undefined;
  const weight = weights.get(`${i},${j}`);
  const { fill, ink, mark } = inside ? shade(image[i][j]) : { fill: colour.panel, ink: colour.ink, mark: colour.orange };
  pen.rect(x, y, cell, cell, { fill, stroke: colour.line });
  if (!inside) pen.hatch([[x, y], [x + cell, y], [x + cell, y + cell], [x, y + cell]], { gap: 9, stroke: colour.soft, opacity: 0.3 });
  const roomy = cell >= 40 && weight !== undefined;
  const size = cell >= 40 ? 15 : 12;
  pen.text(x + cell / 2, y + cell / 2 + (roomy ? -1 : 5), fmt(inside ? image[i][j] : 0, 2), { anchor: "middle", size, fill: ink, halo: !inside });
  if (roomy) pen.text(x + cell / 2, y + cell - 6, `× ${fmt(weight, 2)}`, { anchor: "middle", size: 13, fill: mark, "font-weight": 700 });
}

function drawOutput(pen, x, y, cell, value, index, { shown }, shade) {
  const now = index === shown - 1;
  const filled = index < shown;
  pen.rect(x + (now ? 2 : 0), y + (now ? 2 : 0), cell - (now ? 4 : 0), cell - (now ? 4 : 0), { fill: filled ? shade(value).fill : "none", stroke: now ? colour.orange : colour.line, "stroke-width": now ? 4 : 1 });
  const text = fmt(value, 2);
  const size = text.length > 5 ? 12 : cell >= 40 ? 15 : 12;
  if (filled) pen.text(x + cell / 2, y + cell / 2 + 5, text, { anchor: "middle", size, fill: shade(value).ink, "font-weight": now ? 700 : 400 });
}

function gridsInWords({ image, padding, stride, dilation, flip, result, shown, current }) {
  const parts = [`Image of ${image.length} by ${image[0].length} pixels, padding ${padding}, stride ${stride}, dilation ${dilation}${flip ? ", kernel flipped" : ""}. Its rows: ${image.map((line) => line.map((v) => fmt(v, 2)).join(" ")).join(" / ")}.`];
  if (!result.values.length) return `${parts[0]} The kernel does not fit, there is no output.`;
  parts.push(`Output of ${result.tops.length} by ${result.lefts.length}, ${Math.min(shown, result.tops.length * result.lefts.length)} filled: ${result.values.flat().slice(0, shown).map((v) => fmt(v, 2)).join(", ") || "none yet"}.`);
  if (current) parts.push(`The kernel lies with its upper left corner at row ${current.top + 1}, column ${current.left + 1} of the image.`);
  return parts.join(" ");
}

/** The sum at the current position, one line for each row of the kernel. */
function sumLines({ current, kernel, result, flip }) {
  if (!current) return ["out = Σ pixel · weight, over all cells under the kernel"];
  const wide = kernel[0].length;
  const terms = current.products.map(({ value, weight }) => `${factor(value, 2)}·${factor(weight, 2)}`);
  const lines = Array.from({ length: kernel.length }, (_, a) => terms.slice(a * wide, (a + 1) * wide).join(" + "));
  return [...lines.map((line, a) => (a ? `+ ${line}` : line)), `= ${fmt(result.values[current.i][current.j], 4)}${flip ? "   (kernel flipped)" : ""}`];
}

function stateInWords(state) {
  const { image, kernel, result, shown, current } = state;
  const count = result.tops.length * result.lefts.length;
  if (!count) return "The kernel does not fit into the image: there is no output. Make the padding larger or the dilation smaller.";
  const lost = [[image.length, kernel.length, "row"], [image[0].length, kernel[0].length, "column"]].map(([n, k, word]) => [unread(n, k, state), word]);
  const words = lost.filter(([{ total }]) => total).map(([{ total, ofImage }, word]) => {
    const what = total === 1 ? `the last ${word} is` : `the last ${total} ${word}s are`;
    return `${what} never read (${ofImage ? (ofImage === total ? "image" : `${ofImage} of them image`) : "padding only"})`;
  });
  const tail = words.length ? ` The strides do not come out even: ${words.join(", ")}.` : "";
  if (!current) return `Press Next: the kernel will stop ${count} times.${tail}`;
  return `Position ${Math.min(shown, count)} of ${count}: output row ${current.i + 1}, column ${current.j + 1}.${tail}`;
}

// ---- controls --------------------------------------------------------------------------------

/** Number fields for a grid; those beyond its present size are hidden. */
function gridFields(ui, name, most, word) {
  const lines = Array.from({ length: most }, (_, i) => {
    const cells = Array.from({ length: most }, (_, j) => {
      const field = numberField(ui, { path: `${name}.${i}.${j}`, name, label: `${word}, row ${i + 1}, column ${j + 1}`, min: -999, max: 999, small: true });
      ui.paint(() => {
        field.hidden = ui.get(name)[i]?.[j] === undefined;
      });
      return field;
    });
    const line = h("div.nnw-row", { style: "gap:2px" }, cells);
    ui.paint(() => {
      line.hidden = ui.get(name)[i] === undefined;
    });
    return line;
  });
  return h("div", { style: "display:grid;gap:2px" }, lines);
}

/** A list of ready-made grids; what was edited is shown as "your own". */
function choice(ui, { name, path, label, grids }) {
  if (ui.hidden(name)) return "";
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const own = "your own";
  const read = () => Object.keys(grids).find((key) => same(grids[key], ui.get(path))) ?? own;
  const write = (key) => (key === own ? {} : { [path]: grids[key], shown: 1 });
  return select(ui, { path, name, label, options: [...Object.keys(grids), own], read, write });
}

function render(context) {
  const ui = widget(context, { title: "A kernel walks over an image" });
  let state = {};
  ui.paint(() => {
    const [image, kernel] = [ui.get("image"), ui.get("kernel")];
    const settings = Object.fromEntries(["stride", "padding", "dilation", "flip", "shown"].map((name) => [name, ui.get(name)]));
    const result = slide(image, kernel, settings);
    const count = result.values.flat().length;
    const at = Math.min(settings.shown, count) - 1;
    let current = null;
    const weights = new Map();
    if (at >= 0) {
      const [i, j] = [Math.floor(at / result.lefts.length), at % result.lefts.length];
      const [top, left] = [result.tops[i], result.lefts[j]];
      current = { i, j, top, left, products: products(image, settings.flip ? flipped(kernel) : kernel, top, left, settings.dilation) };
      for (const { row: r, column: c, weight } of current.products) weights.set(`${r},${c}`, weight);
    }
    state = { ...settings, shown: Math.min(settings.shown, count), image, kernel, result, count, current, weights };
  });
  const sum = formula(ui, () => sumLines(state));
  ui.root.append(
    columns(
      [
        walkButtons(ui, () => state),
        choice(ui, { name: "picture_choice", path: "image", label: "Image", grids: IMAGES }),
        choice(ui, { name: "kernel_choice", path: "kernel", label: "Kernel", grids: KERNELS }),
        ui.hidden("kernel") ? "" : group("Kernel, cell by cell", { open: true }, gridFields(ui, "kernel", MOST_KERNEL, "Kernel")),
        slider(ui, { path: "stride", label: "Stride", min: 1, max: 4, step: 1, onset: () => ({ shown: 1 }) }),
        slider(ui, { path: "padding", label: "Padding", min: 0, max: 2, step: 1, onset: () => ({ shown: 1 }) }),
        slider(ui, { path: "dilation", label: "Dilation", min: 1, max: 3, step: 1, onset: () => ({ shown: 1 }) }),
        toggle(ui, { path: "flip", label: "flip the kernel (convolution of the mathematicians)" }),
      ],
      [
        status(ui, () => stateInWords(state), () => (state.count ? "note" : "bad"), () => (state.shown < state.count ? "What is the next number of the output? Work it out, then press Next." : "")),
        picture(ui, {
          name: "grids",
          maxWidth: 640,
          height: (width) => layout(width, state).height,
          draw: (pen, width, height) => drawGrids(pen, width, height, ui, state),
          alt: () => gridsInWords(state),
        }),
        sum,
        legend([{ text: "orange: where the kernel lies, and the weight of each pixel" }, { text: "padding", hatch: true, colour: colour.soft }, { text: "grey: the number as a pixel" }]),
      ],
      ui.hidden("image") ? null : group("Image, pixel by pixel", { open: false }, gridFields(ui, "image", MOST_IMAGE, "Image")),
    ),
  );
  return ui.stop;
}

function walkButtons(ui, state) {
  let stopRun = null;
  const halt = () => {
    stopRun?.();
    stopRun = null;
    ui.refresh();
  };
  const more = () => state().shown < state().count;
  const play = () => {
    if (stopRun) return halt();
    stopRun = ui.every(ui.calm() ? 1500 : 500, () => {
      if (!more()) {
        halt();
        return false;
      }
      ui.set("shown", state().shown + 1);
    });
    ui.refresh();
  };
  return row(
    button(ui, { name: "next", label: "Next", primary: true, when: more, onclick: () => ui.set("shown", state().shown + 1) }),
    button(ui, { name: "back", label: "Back", when: () => state().shown > 0, onclick: () => ui.set("shown", state().shown - 1) }),
    button(ui, { name: "run", when: () => more() || Boolean(stopRun), onclick: play, text: () => (stopRun ? "Pause" : "Run") }),
    button(ui, { name: "all", label: "Fill all", when: more, onclick: () => ui.set("shown", state().count) }),
    button(ui, { name: "restart", label: "To the start", onclick: () => ui.set("shown", 0) }),
  );
}

export default { render };
