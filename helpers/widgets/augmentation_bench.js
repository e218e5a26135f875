// AugmentationBench: one real image, every augmentation by slider, and a word on whether the label survives.

import { button, columns, group, h, row, select, slider, status, table, toggle, widget } from "./controls.js";
import { colour, picture } from "./draw.js";
import { onSlider, snapped } from "./handles.js";
import { clamp, fmt, randomFrom } from "./numbers.js";

const SIDE = 64;
const COUNT = SIDE * SIDE * 3;
const [KEEPS, DOUBTFUL, CHANGES] = ["keeps the label", "doubtful", "changes the label"];

// ---- mathematics: images are arrays of 64·64·3 numbers in [0, 1] ---------------------------------

export const NEUTRAL = {
  flip: false, flip_vertical: false, rotate: 0, zoom: 1, right: 0, down: 0, brightness: 0, contrast: 1, saturation: 1, hue: 0, noise: 0, blur: 0, erase: 0, mix: 0, seed: 1,
};

/** The image through all transforms of `state`, in the order of the docstring; `other` is what is mixed in. */
export function augment(image, state, other) {
  const s = { ...NEUTRAL, ...state };
  let out = place(image, s);
  if (s.blur > 0) out = blurred(out, s.blur);
  out = coloured(out, s);
  const random = randomFrom(s.seed);
  const corner = [random(), random()];
  if (s.noise > 0) out = out.map((v) => clamp(v + s.noise * random.normal(), 0, 1));
  if (s.erase > 0) out = erased(out, s.erase, corner);
  return s.mix > 0 ? out.map((v, i) => (1 - s.mix) * v + s.mix * other[i]) : out;
}

/** Flips, zoom, rotation, shift in one go: for each new pixel, where it comes from, between four old ones. Outside is black. */
export function place(image, { flip, flip_vertical, rotate, zoom, right, down }) {
  if (!flip && !flip_vertical && !rotate && zoom === 1 && !right && !down) return Array.from(image);
  const middle = (SIDE - 1) / 2;
  const angle = (rotate * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const out = new Array(COUNT);
  for (let i = 0; i < SIDE; i += 1) {
    for (let j = 0; j < SIDE; j += 1) {
      const y = i - middle - down * SIDE;
      const x = j - middle - right * SIDE;
      let u = (cos * x - sin * y) / zoom;
      let v = (sin * x + cos * y) / zoom;
      if (flip) u = -u;
      if (flip_vertical) v = -v;
      for (let c = 0; c < 3; c += 1) out[(i * SIDE + j) * 3 + c] = between(image, v + middle, u + middle, c);
    }
  }
  return out;
}

function between(image, y, x, c) {
  // a hair of rounding must not make a whole position a mix of two pixels
  const [top, left] = [Math.floor(y + 1e-9), Math.floor(x + 1e-9)];
  const [dy, dx] = [Math.max(0, y - top), Math.max(0, x - left)];
  const at = (i, j) => (i < 0 || i >= SIDE || j < 0 || j >= SIDE ? 0 : image[(i * SIDE + j) * 3 + c]);
  const upper = dx === 0 ? at(top, left) : (1 - dx) * at(top, left) + dx * at(top, left + 1);
  if (dy === 0) return upper;
  return (1 - dy) * upper + dy * (dx === 0 ? at(top + 1, left) : (1 - dx) * at(top + 1, left) + dx * at(top + 1, left + 1));
}

/** Gaussian blur of standard deviation `sigma` pixels; beyond the border the last pixel is repeated. */
export function blurred(image, sigma) {
  const reach = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, k) => Math.exp(-((k - reach) ** 2) / (2 * sigma * sigma)));
  const total = weights.reduce((a, b) => a + b, 0);
  const along = (source, index) => {
    const out = new Array(COUNT);
    for (let i = 0; i < SIDE; i += 1) {
      for (let j = 0; j < SIDE; j += 1) {
        const sum = [0, 0, 0];
        for (let k = -reach; k <= reach; k += 1) {
          const from = index(i, j, k) * 3;
          const w = weights[k + reach];
          for (let c = 0; c < 3; c += 1) sum[c] += w * source[from + c];
        }
        for (let c = 0; c < 3; c += 1) out[(i * SIDE + j) * 3 + c] = sum[c] / total;
      }
    }
    return out;
  };
  const edge = (v) => Math.min(Math.max(v, 0), SIDE - 1);
  return along(along(image, (i, j, k) => edge(i + k) * SIDE + j), (i, j, k) => i * SIDE + edge(j + k));
}

/** Brightness b added; contrast around the mean grey; saturation around each pixel's own grey; hue turned. Clipped to [0, 1]. */
export function coloured(image, { brightness, contrast, saturation, hue }) {
  if (!brightness && contrast === 1 && saturation === 1 && !hue) return image;
  const grey = (at, from) => 0.299 * from[at] + 0.587 * from[at + 1] + 0.114 * from[at + 2];
  const bright = image.map((v) => v + brightness);
  let mean = 0;
  for (let at = 0; at < COUNT; at += 3) mean += grey(at, bright);
  mean /= SIDE * SIDE;
  const out = bright.map((v) => mean + contrast * (v - mean));
  const [cos, sin] = [Math.cos((hue * Math.PI) / 180), Math.sin((hue * Math.PI) / 180)];
  for (let at = 0; at < COUNT; at += 3) {
    const y = grey(at, out);
    // red and blue against grey: two axes of colour, turned by the angle and stretched
    const [r, b] = [out[at] - y, out[at + 2] - y];
    const [red, blue] = [saturation * (cos * r - sin * b), saturation * (sin * r + cos * b)];
    const green = -(0.299 * red + 0.114 * blue) / 0.587;
    [red, green, blue].forEach((v, c) => (out[at + c] = clamp(y + v, 0, 1)));
  }
  return out;
}

/** A black square of side `share`; `corner` are two numbers in [0, 1) for its place. */
export function erased(image, share, corner) {
  const side = Math.round(share * SIDE);
  const [top, left] = corner.map((v) => Math.floor(v * (SIDE - side + 1)));
  return image.map((v, at) => {
    const i = Math.floor(at / 3 / SIDE);
    const j = Math.floor(at / 3) % SIDE;
    return i >= top && i < top + side && j >= left && j < left + side ? 0 : v;
  });
}

/** The transforms in use with verdict and reason: [[name, verdict, reason], ...]. */
export function verdicts(s) {
  const digit = s.picture === "six";
  const found = [];
  const say = (name, verdict, reason) => found.push([name, verdict, reason]);
  if (s.flip) say("flip", digit ? CHANGES : KEEPS, digit ? "a mirrored 6 is no digit" : `a mirrored ${s.picture} is a ${s.picture}`);
  if (s.flip_vertical) {
    const upside = { six: [CHANGES, "a 6 on its head is nearer to a 9"], temple: [DOUBTFUL, "no camera sees a temple on its head"], flower: [KEEPS, "flowers are seen from all sides"] };
    say("flip top-bottom", ...upside[s.picture]);
  }
  if (s.rotate) say("rotate", ...turned(s.picture, Math.abs(s.rotate)));
  const shift = Math.max(Math.abs(s.right), Math.abs(s.down));
  const bounds = [
    ["zoom", s.zoom !== 1, s.zoom > 2 || s.zoom < 0.6, "too little of it is left to see"],
    ["shift", shift > 0, shift > 0.35, "much of it has left the image"],
    ["brightness", s.brightness !== 0, Math.abs(s.brightness) > 0.4, "light and dark parts become the same"],
    ["contrast", s.contrast !== 1, s.contrast < 0.25, "almost everything is the same grey"],
    ["saturation", s.saturation !== 1, s.picture === "flower" && s.saturation < 0.3, "for flowers the colour may be the label"],
    ["hue", s.hue !== 0, s.picture !== "six" && Math.abs(s.hue) > 45, s.picture === "flower" ? "for flowers the colour may be the label" : "no photograph has such colours"],
    ["noise", s.noise > 0, s.noise > 0.3, "the noise is as strong as the image"],
    ["blur", s.blur > 0, s.blur > 3, "what tells the classes apart is washed out"],
    ["erase", s.erase > 0, s.erase > 0.5, "what tells the classes apart may be gone"],
  ];
  for (const [name, used, tooMuch, reason] of bounds) if (used) say(name, tooMuch ? DOUBTFUL : KEEPS, tooMuch ? reason : "as in another photograph of the same thing");
  if (s.mix > 0) say("mix", CHANGES, `the target is mixed, too: ${(1 - s.mix).toFixed(2)} ${s.picture}, ${s.mix.toFixed(2)} ${otherOf(s.picture)}`);
  return found;
}

function turned(name, angle) {
  if (name === "flower") return [KEEPS, "flowers are seen from all sides"];
  if (name === "six" && angle > 120) return [CHANGES, "turned by half a circle, a 6 is a 9"];
  if (angle > (name === "six" ? 25 : 30)) return [DOUBTFUL, "will such an image ever come in practice?"];
  return [KEEPS, "cameras and hands are never quite straight"];
}

const otherOf = (name) => (name === "flower" ? "temple" : "flower");

// ---- picture -------------------------------------------------------------------------------------

function render(context) {
  const ui = widget(context, { title: "What may be done to an image?" });
  const images = Object.fromEntries(
    Object.entries(context.model.get("_images")).map(([name, text]) => [name, Array.from(atob(text), (c) => c.charCodeAt(0) / 255)]),
  );
  const names = [...Object.keys(NEUTRAL), "picture"];
  const state = () => Object.fromEntries(names.map((name) => [name, ui.get(name)]));
  const words = () => verdicts(state());
  const worst = () => [CHANGES, DOUBTFUL].find((word) => words().some(([, verdict]) => verdict === word)) ?? KEEPS;
  const control = (path, label, min, max, step, format) => slider(ui, { path, label, min, max, step, ...(format ? { format } : {}) });
  const percent = (v) => `${Math.round(100 * v)} %`;
  const degrees = (v) => `${fmt(v, 0)}°`;
  ui.root.append(
    columns(
      [
        select(ui, { path: "picture", label: "Image", options: [["temple", "a temple"], ["flower", "a flower"], ["six", "a handwritten 6"]] }),
        row(toggle(ui, { path: "flip", label: "flip left-right" }), toggle(ui, { path: "flip_vertical", label: "flip top-bottom" })),
        group("Place", {}, control("rotate", "Rotate", -180, 180, 5, degrees), control("zoom", "Zoom, above 1 it crops", 0.5, 3, 0.05),
              control("right", "Shift right", -0.6, 0.6, 0.02, percent), control("down", "Shift down", -0.6, 0.6, 0.02, percent)),
        group("Light and colour", { open: false }, control("brightness", "Brightness", -0.6, 0.6, 0.05), control("contrast", "Contrast", 0, 2, 0.05),
              control("saturation", "Colour jitter: saturation", 0, 3, 0.1), control("hue", "Colour jitter: hue", -180, 180, 10, degrees)),
        group("Damage and mixing", { open: false }, control("noise", "Noise", 0, 0.5, 0.02), control("blur", "Blur", 0, 6, 0.25, (v) => `${fmt(v, 2)} px`),
              control("erase", "Erasing", 0, 0.9, 0.05, percent), control("mix", "Mixing with another image", 0, 1, 0.05, percent),
              button(ui, { name: "seed", label: "Other noise, other place", when: () => ui.get("noise") > 0 || ui.get("erase") > 0, onclick: () => ui.set("seed", (ui.get("seed") % 999) + 1) })),
      ],
      [
        pictures(ui, images, state),
        status(ui, () => summary(words(), worst()), () => (words().length ? { [KEEPS]: "good", [DOUBTFUL]: "note", [CHANGES]: "bad" }[worst()] : "note"),
          "Up to where does a person still give this image the same label? Say it for one transform, then move it."),
      ],
    ),
    table(ui, { caption: "Does the label survive?", head: ["transform", "verdict", "why"], rows: () => (words().length ? words() : [["none", "–", "this is the original"]]) }),
  );
  return ui.stop;
}

function summary(found, worst) {
  if (!found.length) return "This is the original. Move one slider at a time.";
  const culprits = found.filter(([, verdict]) => verdict === worst).map(([name, , reason]) => `${name}: ${reason}`);
  return worst === KEEPS ? "Keeps the label: a new training image for nothing." : `${worst[0].toUpperCase()}${worst.slice(1)}: ${culprits.join("; ")}.`;
}

const SHIFT = { min: -0.6, max: 0.6, step: 0.02 };
const TURN = { min: -180, max: 180, step: 5 };

/** The augmented image, in the square at (left, top), is taken in its middle to shift it and at its side to turn it. */
function imageHandles(pen, ui, left, top, side) {
  const [right, down, rotate] = ["right", "down", "rotate"].map((name) => ui.get(name));
  const middle = [left + side * (0.5 + right), top + side * (0.5 + down)];
  const inside = (x, y) => [clamp(x, left + 12, left + side - 12), clamp(y, top + 12, top + side - 12)];
  const to = (x, y) => ({ right: snapped(x, SHIFT), down: snapped(y, SHIFT) });
  pen.circle(...inside(...middle), 5, { fill: colour.ground, stroke: colour.accent, "stroke-width": 2 });
  pen.handle({
    name: "shift", label: "Shift the image", words: `${Math.round(100 * right)} % right, ${Math.round(100 * down)} % down`, now: right, min: -0.6, max: 0.6, paths: ["right", "down"], at: inside(...middle),
    drag: (x, y) => to((x - left) / side - 0.5, (y - top) / side - 0.5), keys: (dx, dy) => to(right + 0.02 * dx, down - 0.02 * dy),
  });
  const angle = (-rotate * Math.PI) / 180;
  const rim = inside(middle[0] + 0.38 * side * Math.cos(angle), middle[1] + 0.38 * side * Math.sin(angle));
  pen.circle(...rim, 5, { fill: colour.accent, stroke: colour.ground, "stroke-width": 2 });
  pen.handle({
    name: "turn", label: "Turn the image", words: `${fmt(rotate, 0)}°`, now: rotate, min: -180, max: 180, paths: ["rotate"], at: rim, middle,
    drag: (x, y, from) => ({ rotate: snapped((-Math.atan2(y - from.middle[1], x - from.middle[0]) * 180) / Math.PI, TURN) }),
    keys: (dx, dy) => ({ rotate: snapped(rotate + 5 * (dx + dy), TURN) }),
    ...onSlider({ path: "rotate", min: -180, max: 180 }),
  });
}

function pictures(ui, images, state) {
  const small = document.createElement("canvas");
  small.width = SIDE;
  small.height = SIDE;
  const show = (context, image, x, side) => {
    const inner = small.getContext("2d");
    const data = inner.createImageData(SIDE, SIDE);
    for (let at = 0; at < SIDE * SIDE; at += 1) {
      data.data.set([255 * image[3 * at], 255 * image[3 * at + 1], 255 * image[3 * at + 2], 255], 4 * at);
    }
    inner.putImageData(data, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, x, 24, side, side);
  };
  const size = (width) => (width - 16) / 2;
  return picture(ui, {
    name: "images",
    maxWidth: 600,
    height: (width) => size(width) + 26,
    under(context, width) {
      const s = state();
      show(context, images[s.picture], 0, size(width));
      show(context, augment(images[s.picture], s, images[otherOf(s.picture)]), size(width) + 16, size(width));
    },
    draw(pen, width) {
      pen.text(0, 16, "original");
      pen.text(size(width) + 16, 16, "augmented");
      imageHandles(pen, ui, size(width) + 16, 24, size(width));
    },
    alt: () => `Original and augmented image of ${{ temple: "a temple", flower: "a flower", six: "a handwritten 6" }[state().picture]}, 64 by 64 pixels. ${verdicts(state()).map(([name, verdict]) => `${name}: ${verdict}`).join("; ") || "Nothing is changed"}.${state().noise || state().erase ? ` Drawing ${state().seed} of the chance in it.` : ""}`,
  });
}

export default { render };
