// FeatureMaps: a small trained CNN computed in the browser, with every map to look at. Draw a digit or shift one.

import { button, columns, h, keyboard, row, select, slider, status, widget } from "./controls.js";
import { colour, picture } from "./draw.js";
import { cells } from "./handles.js";
import { clamp, fixed, fmt } from "./numbers.js";

const SIDE = 28;
const LAYERS = ["conv 1", "pool 1", "conv 2", "pool 2"];
const STRIDE = { "conv 1": 1, "pool 1": 2, "conv 2": 2, "pool 2": 4 };

// ---- mathematics -----------------------------------------------------------------------------

/** base64 text as bytes. */
function bytes(text) {
  const raw = atob(text);
  return Uint8Array.from(raw, (c) => c.charCodeAt(0));
}

const floats = (text) => new Float32Array(bytes(text).buffer);
const unpacked = new WeakMap();

/** The network's weights as typed arrays; unpacked once for each network. */
function weights(net) {
  if (!unpacked.has(net)) {
    unpacked.set(net, net.layers.map(({ kernel, shape, bias }) => ({ kernel: floats(kernel), shape, bias: floats(bias) })));
  }
  return unpacked.get(net);
}

/** Convolution 3×3, padding "same", then ReLU. Maps are {size, depth, data} with data[(row·size + column)·depth + channel]. */
function convolve({ size, depth, data }, { kernel, shape, bias }) {
  const filters = shape[3];
  const out = new Float64Array(size * size * filters);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      const at = (i * size + j) * filters;
      for (let f = 0; f < filters; f += 1) out[at + f] = bias[f];
      for (let a = 0; a < 3; a += 1) {
        const y = i + a - 1;
        if (y < 0 || y >= size) continue;
        for (let b = 0; b < 3; b += 1) {
          const x = j + b - 1;
          if (x < 0 || x >= size) continue;
          for (let c = 0; c < depth; c += 1) {
            const value = data[(y * size + x) * depth + c];
            if (value === 0) continue;
            const from = ((a * 3 + b) * depth + c) * filters;
            for (let f = 0; f < filters; f += 1) out[at + f] += value * kernel[from + f];
          }
        }
      }
      for (let f = 0; f < filters; f += 1) out[at + f] = Math.max(out[at + f], 0);
    }
  }
  return { size, depth: filters, data: out };
}

/** The largest value of each 2×2 square. */
function pool({ size, depth, data }) {
  const half = Math.floor(size / 2);
  const out = new Float64Array(half * half * depth);
  for (let i = 0; i < half; i += 1) {
    for (let j = 0; j < half; j += 1) {
      for (let c = 0; c < depth; c += 1) {
        const at = (y, x) => data[((2 * i + y) * size + 2 * j + x) * depth + c];
        out[(i * half + j) * depth + c] = Math.max(at(0, 0), at(0, 1), at(1, 0), at(1, 1));
      }
    }
  }
  return { size: half, depth, data: out };
}

function classify(flat, { kernel, bias }) {
  const z = Array.from(bias);
  flat.forEach((value, i) => {
    if (value !== 0) for (let k = 0; k < 10; k += 1) z[k] += value * kernel[i * 10 + k];
  });
  const top = Math.max(...z);
  const e = z.map((v) => Math.exp(v - top));
  const total = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / total);
}

/** All maps and the ten probabilities for an image of 784 numbers in [0, 1]. */
export function forward(net, image) {
  const [first, second, dense] = weights(net);
  const maps = {};
  maps["conv 1"] = convolve({ size: SIDE, depth: 1, data: image }, first);
  maps["pool 1"] = pool(maps["conv 1"]);
  maps["conv 2"] = convolve(maps["pool 1"], second);
  maps["pool 2"] = pool(maps["conv 2"]);
  return { maps, probabilities: classify(maps["pool 2"].data, dense) };
}

/** An image moved down and right; what leaves is lost, what enters is black. */
export function shifted(image, down, right) {
  return Array.from({ length: SIDE * SIDE }, (_, at) => {
    const y = Math.floor(at / SIDE) - down;
    const x = (at % SIDE) - right;
    return y < 0 || y >= SIDE || x < 0 || x >= SIDE ? 0 : image[y * SIDE + x];
  });
}

/** The digit or drawing of a state, before the shift. */
export function source(net, digit, drawn) {
  const raw = drawn ? drawn.match(/../g).map((pair) => parseInt(pair, 16)) : Array.from(bytes(net.digits[digit]));
  return raw.map((v) => v / 255);
}

/**
 * Did a layer's maps move along with the image? The largest difference between "shift, then compute" and "compute, then
 * shift", away from the border; null where the shift is no whole number of the layer's cells.
 */
export function movedAlong(net, image, down, right, layer) {
  const step = STRIDE[layer];
  if (down % step || right % step) return null;
  const before = forward(net, image).maps[layer];
  const after = forward(net, shifted(image, down, right)).maps[layer];
  const [dy, dx] = [down / step, right / step];
  const { size, depth } = before;
  let most = 0;
  for (let i = 1 + Math.abs(dy); i < size - 1 - Math.abs(dy); i += 1) {
    for (let j = 1 + Math.abs(dx); j < size - 1 - Math.abs(dx); j += 1) {
      for (let c = 0; c < depth; c += 1) {
        most = Math.max(most, Math.abs(after.data[(i * size + j) * depth + c] - before.data[((i - dy) * size + j - dx) * depth + c]));
      }
    }
  }
  return most;
}

/** A soft dot of the brush at (row, column), added to an image of 784 numbers. */
export function brushed(image, rowAt, columnAt) {
  return image.map((value, at) => {
    const distance = Math.hypot(Math.floor(at / SIDE) - rowAt, (at % SIDE) - columnAt);
    return Math.max(value, clamp(1.9 - distance, 0, 1));
  });
}

const asText = (image) => image.map((v) => Math.round(255 * v).toString(16).padStart(2, "0")).join("");

// ---- pictures ----------------------------------------------------------------------------------

const scratch = () => (scratch.canvas ??= document.createElement("canvas"));

/** Grey pixels: `value(row, column)` from 0, black, to 1, white. */
function pixels(context, size, value, x, y, side) {
  const canvas = scratch();
  canvas.width = size;
  canvas.height = size;
  const inner = canvas.getContext("2d");
  const image = inner.createImageData(size, size);
  for (let at = 0; at < size * size; at += 1) {
    const grey = 255 * clamp(value(Math.floor(at / size), at % size), 0, 1);
    image.data.set([grey, grey, grey, 255], 4 * at);
  }
  inner.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, x, y, side, side);
}

const mapOf = ({ size, depth, data }, filter, top) => (i, j) => data[(i * size + j) * depth + filter] / (top || 1);
const largest = ({ depth, data }, filter) => data.reduce((most, v, at) => (at % depth === filter && v > most ? v : most), 0);

/** Where the maps stand: four in a line where two lines are enough and there is room, else eight: more lines, which stay
 * in view, would cover what stands below. */
function strip(width, depth, room) {
  const inLines = (across) => {
    const side = (width - 6 * (across - 1)) / across;
    const place = (f) => [(f % across) * (side + 6), Math.floor(f / across) * (side + 22) + 18];
    return { side, place, across, height: Math.round(Math.ceil(depth / across) * (side + 22)) };
  };
  const large = inLines(4);
  return width < 420 || (depth <= 8 && large.height <= room) ? large : inLines(8);
}

function render(context) {
  const ui = widget(context, { title: "Look into a small CNN" });
  const net = () => context.model.get("_net");
  const layer = () => ui.get("layer");
  let now = {};
  let key = "";
  const cursor = { row: 14, column: 14, shown: false };

  ui.paint(() => {
    const state = ["digit", "drawn", "right", "down"].map((name) => ui.get(name)).join();
    if (state !== key) {
      const image = source(net(), ui.get("digit"), ui.get("drawn"));
      const moved = shifted(image, ui.get("down"), ui.get("right"));
      now = { image, moved, ...forward(net(), moved) };
    }
    key = state;
  });

  const depth = () => now.maps[layer()].depth;
  const filter = () => Math.min(ui.get("filter"), depth()) - 1;
  const order = () => now.probabilities.map((p, i) => [p, i]).sort((a, b) => b[0] - a[0]);
  const top = () => now.maps[layer()].data.reduce((most, v) => Math.max(most, v), 0);
  const paint = (r, c) => ui.set({ drawn: asText(brushed(now.moved, r, c)), right: 0, down: 0 });

  const [note, mapsFrame, kernelFrame] = mapsPicture(ui, { maps: () => now.maps[layer()], top, filter, layer, net });
  ui.root.append(
    columns(
      [
        inputPicture(ui, () => now, cursor, paint),
        drawButtons(ui),
        select(ui, { path: "digit", label: "Digit", options: Array.from({ length: 10 }, (_, i) => i), onset: () => ({ drawn: "" }) }),
        select(ui, { path: "layer", label: "Layer", options: LAYERS }),
        select(ui, { path: "filter", label: "Filter", options: () => Array.from({ length: depth() }, (_, i) => i + 1), read: () => filter() + 1 }),
        slider(ui, { path: "right", label: "Shift right", min: -10, max: 10, step: 1 }),
        slider(ui, { path: "down", label: "Shift down", min: -10, max: 10, step: 1 }),
        status(ui, () => verdict(ui, order()), () => (ui.get("drawn") ? "note" : order()[0][1] === ui.get("digit") ? "good" : "bad"), "Which digit will the network see when this one is shifted, and what will the maps do? Say it, then shift it."),
        status(ui, () => inWords(ui, now, layer(), filter(), net()), () => "note"),
      ],
      [mapsFrame, note, bars(ui, order), kernelFrame],
    ),
  );
  return ui.stop;
}

const percent = (p) => `${(100 * p).toFixed(p > 0.1 ? 0 : 1)} %`;

function verdict(ui, [[p, best], [q, next]]) {
  const says = `The network says ${best} (${percent(p)}), then ${next} (${percent(q)}).`;
  if (ui.get("drawn")) return `Your drawing. ${says}`;
  return best === ui.get("digit") ? says : `${says} It is a ${ui.get("digit")}.`;
}

function inWords(ui, now, layer, filter, net) {
  const most = largest(now.maps[layer], filter);
  const size = now.maps[layer].size;
  const about = `Filter ${filter + 1} of ${layer}: ${size}×${size}, largest value ${fmt(most, 2)}.`;
  const [down, right] = [ui.get("down"), ui.get("right")];
  if (!down && !right) return `${about} ${most === 0 ? "It does not respond to this image." : "Shift the digit and watch whether the map moves along."}`;
  const difference = movedAlong(net, now.image, down, right, layer);
  if (difference === null) return `${about} One cell of ${layer} is ${STRIDE[layer]} pixels wide, and this shift is no whole number of cells: the maps change.`;
  return difference < 1e-9
    ? `${about} Away from the border, the maps of ${layer} are the old ones, moved along: equivariance.`
    : `${about} The maps of ${layer} moved along, up to differences of ${fmt(difference, 3)}.`;
}

// ---- the image that goes in, to draw on ---------------------------------------------------------

function inputPicture(ui, now, cursor, paint) {
  const frame = picture(ui, {
    name: "input",
    maxWidth: 280,
    height: (width) => width,
    under: (context, width) => pixels(context, SIDE, (i, j) => now().moved[i * SIDE + j], 0, 0, width),
    draw(pen, width) {
      pen.rect(0.5, 0.5, width - 1, width - 1, { stroke: colour.line });
      const cell = width / SIDE;
      if (cursor.shown) pen.rect(cursor.column * cell - 1, cursor.row * cell - 1, cell + 2, cell + 2, { stroke: colour.red, "stroke-width": 3 });
    },
    alt: () => {
      const what = ui.get("drawn") ? "your drawing" : `a handwritten ${ui.get("digit")}`;
      return `The image that goes in, 28 by 28 pixels: ${what}, shifted ${ui.get("right")} right and ${ui.get("down")} down.`;
    },
  });
  if (ui.hidden("draw")) return frame;
  const board = keyboard(h("div", {
    tabindex: 0, role: "application", "data-name": "draw", style: "max-width:280px;cursor:crosshair;touch-action:none",
    "aria-label": "Drawing area: draw with mouse or finger, or move with the arrow keys and paint with the space bar",
  }, frame));
  let down = false;
  const at = (event) => {
    const box = frame.getBoundingClientRect();
    return [((event.clientY - box.top) / box.height) * SIDE - 0.5, ((event.clientX - box.left) / box.width) * SIDE - 0.5];
  };
  board.addEventListener("pointerdown", (event) => {
    down = true;
    board.setPointerCapture(event.pointerId);
    paint(...at(event));
  });
  board.addEventListener("pointermove", (event) => down && paint(...at(event)));
  for (const end of ["pointerup", "pointercancel"]) board.addEventListener(end, () => (down = false));
  board.addEventListener("focus", () => { cursor.shown = true; ui.refresh(); });
  board.addEventListener("blur", () => { cursor.shown = false; ui.refresh(); });
  board.addEventListener("keydown", (event) => {
    const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!move && event.key !== " ") return;
    event.preventDefault();
    if (move) {
      cursor.row = clamp(cursor.row + move[0], 0, SIDE - 1);
      cursor.column = clamp(cursor.column + move[1], 0, SIDE - 1);
      ui.refresh();
    } else paint(cursor.row, cursor.column);
  });
  return board;
}

function drawButtons(ui) {
  if (ui.hidden("draw")) return document.createComment("drawing is hidden");
  return row(
    button(ui, { name: "clear", label: "Clear, to draw your own", onclick: () => ui.set({ drawn: "00".repeat(SIDE * SIDE), right: 0, down: 0 }) }),
    button(ui, { name: "back", label: "Digit back", onclick: () => ui.set({ drawn: "", right: 0, down: 0 }), when: () => ui.get("drawn") !== "" }),
  );
}

function bars(ui, order) {
  return picture(ui, {
    // Not to be grabbed: the probabilities are the network's answer.
    name: "probabilities",
    maxWidth: 460,
    height: 150,
    draw(pen, width) {
      const slot = width / 10;
      const best = order()[0][1];
      for (const [p, digit] of order()) {
        const x = digit * slot;
        pen.rect(x + 4, 20 + 100 * (1 - p), slot - 8, 100 * p, { fill: digit === best ? colour.blue : colour.soft });
        pen.text(x + slot / 2, 140, digit, { anchor: "middle", "font-weight": digit === best ? 750 : 400 });
        if (p >= 0.005) pen.text(x + slot / 2, 15 + 100 * (1 - p), p.toFixed(2), { anchor: "middle", size: 12 });
      }
      pen.line(0, 120, width, 120, { stroke: colour.line });
    },
    alt: () => `Probabilities of the ten digits: ${order().slice(0, 3).map(([p, d]) => `${d} ${fmt(p, 2)}`).join(", ")}, the rest below.`,
  });
}

// ---- the maps ------------------------------------------------------------------------------------

function mapsPicture(ui, { maps, top, filter, layer, net }) {
  const frame = picture(ui, {
    name: "maps",
    maxWidth: 1020,
    height: (width, room) => strip(width, maps().depth, room).height,
    under(context, width, height) {
      const { side, place } = strip(width, maps().depth, height);
      const scale = top();
      for (let f = 0; f < maps().depth; f += 1) pixels(context, maps().size, mapOf(maps(), f, scale), ...place(f), side);
    },
    draw(pen, width, height) {
      const { side, place, across } = strip(width, maps().depth, height);
      for (let f = 0; f < maps().depth; f += 1) {
        const [x, y] = place(f);
        const mine = f === filter();
        pen.rect(x + 1, y + 1, side - 2, side - 2, { stroke: mine ? colour.accent : colour.line, "stroke-width": mine ? 4 : 1 });
        pen.text(x, y - 4, mine ? `▸ ${f + 1}` : f + 1, { size: 12, "font-weight": mine ? 750 : 400 });
      }
      const lines = Math.ceil(maps().depth / across);
      pen.handle(cells({
        name: "map", label: "Map that is chosen", rows: lines, columns: across, count: maps().depth, cell: filter(), paths: ["filter"],
        box: [0, 0, across * (side + 6), lines * (side + 22)], words: `filter ${filter() + 1} of ${maps().depth}`, take: (index) => ({ filter: index + 1 }),
      }));
    },
    alt: () => {
      const strong = Array.from({ length: maps().depth }, (_, f) => [largest(maps(), f), f + 1]).sort((a, b) => b[0] - a[0]);
      return `${maps().depth} maps of ${layer()}, ${maps().size} by ${maps().size}. Strongest: ${strong.slice(0, 3).map(([v, f]) => `filter ${f} (${fmt(v, 2)})`).join(", ")}. Filter ${filter() + 1} is chosen.`;
    },
  });
  const note = h("p.nnw-small", {}, "All maps of the layer in one scale: black is 0, white the layer's largest value. Below: the weights of the chosen filter, black negative, white positive.");
  return [note, frame, kernelPicture(ui, { filter, layer, net })];
}

function kernelPicture(ui, { filter, layer, net }) {
  const layerOf = () => weights(net())[layer().endsWith("1") ? 0 : 1];
  const slice = (c) => (i, j) => {
    const { kernel, shape } = layerOf();
    return kernel[((i * 3 + j) * shape[2] + c) * shape[3] + filter()];
  };
  const channels = () => layerOf().shape[2];
  return picture(ui, {
    // Not to be grabbed: these weights were learned, and everything else on the page follows from them.
    name: "kernel",
    maxWidth: 560,
    height: 96,
    under(context, width) {
      const side = Math.min(72, width / channels() - 6);
      const most = Math.max(...layerOf().kernel.map(Math.abs));
      for (let c = 0; c < channels(); c += 1) pixels(context, 3, (i, j) => 0.5 + slice(c)(i, j) / (2 * most), c * (side + 6), 20, side);
    },
    draw(pen, width) {
      const side = Math.min(72, width / channels() - 6);
      for (let c = 0; c < channels(); c += 1) {
        pen.rect(c * (side + 6), 20, side, side, { stroke: colour.line });
        pen.text(c * (side + 6), 14, c + 1, { size: 12 });
      }
      if (channels() > 1) return;
      for (let at = 0; at < 9; at += 1) {
        const value = slice(0)(Math.floor(at / 3), at % 3);
        pen.text(132 + 62 * (at % 3), 38 + 24 * Math.floor(at / 3), fixed(value, 2), { size: 13, anchor: "end" });
      }
    },
    alt: () => {
      const rows = [0, 1, 2].map((i) => [0, 1, 2].map((j) => fmt(slice(0)(i, j), 2)).join(" ")).join(" / ");
      return `The filter behind it has 3 by 3 by ${channels()} weights; those on channel 1 are ${rows}.`;
    },
  });
}

export default { render };
