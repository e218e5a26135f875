// Pictures: one SVG (with a canvas beneath it where pixels are needed), drawn anew at each change of the
// state at the width it really has, so that letters keep their size, with a text alternative that follows.

import { h, onSize, scroller } from "./controls.js";
import { handles } from "./handles.js";
import { fmt, linspace, logTicks, ticks } from "./numbers.js";

/** Colours by role; each has the contrast it needs on the widget's own light or dark ground. */
export const colour = Object.fromEntries(
  ["ground", "panel", "ink", "soft", "line", "grid", "accent", "good", "bad", "blue", "orange", "green", "purple", "red", "teal"].map(
    (name) => [name, `var(--nnw-${name})`],
  ),
);

/** Series in a fixed order: colour, mark and dash differ, so that colour never carries meaning alone. */
export const series = [
  { colour: colour.blue, mark: "circle", dash: "" },
  { colour: colour.orange, mark: "square", dash: "7 4" },
  { colour: colour.green, mark: "triangle", dash: "2 4" },
  { colour: colour.purple, mark: "diamond", dash: "10 3 2 3" },
  { colour: colour.red, mark: "cross", dash: "4 2" },
  { colour: colour.teal, mark: "plus", dash: "12 5" },
];

function escaped(text) {
  return String(text).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
}

const round = (value) => Math.round(value * 100) / 100;

/** Collects SVG. Every method takes plain SVG attributes as its last argument. */
export class Pen {
  parts = []; // each one element
  handles = [];

  /** Something to grab: see `handles` in handles.js, and its `point` and `cells`. */
  handle(spec) {
    this.handles.push(spec);
  }

  add(tag, attributes = {}, content = "") {
    const list = Object.entries(attributes).filter(([, value]) => value != null && value !== false && value !== "");
    const written = list.map(([key, value]) => ` ${key}="${escaped(typeof value === "number" ? round(value) : value)}"`);
    this.parts.push(`<${tag}${written.join("")}>${content}</${tag}>`);
  }

  line(x1, y1, x2, y2, attributes) {
    this.add("line", { x1, y1, x2, y2, stroke: colour.ink, "stroke-width": 1.5, ...attributes });
  }

  rect(x, y, width, height, attributes) {
    this.add("rect", { x, y, width: Math.max(0, width), height: Math.max(0, height), fill: "none", ...attributes });
  }

  circle(cx, cy, r, attributes) {
    this.add("circle", { cx, cy, r, fill: "none", ...attributes });
  }

  polygon(points, attributes) {
    this.add("polygon", { points: joined(points), fill: "none", ...attributes });
  }

  polyline(points, attributes) {
    this.add("polyline", {
      points: joined(points),
      fill: "none",
      stroke: colour.ink,
      "stroke-width": 2,
      "stroke-linejoin": "round",
      ...attributes,
    });
  }

  path(d, attributes) {
    this.add("path", { d, fill: "none", stroke: colour.ink, "stroke-width": 1.5, ...attributes });
  }

  /** Text; `halo` keeps it legible over patterns, `plate` over lines. Sizes below 12 are not allowed. */
  text(x, y, content, { halo, plate, size = 13, anchor = "start", ...attributes } = {}) {
    if (plate) {
      const wide = String(content).length * size * 0.58 + 4;
      const left = { start: x - 2, middle: x - wide / 2, end: x - wide + 2 }[anchor];
      this.rect(left, y - 0.86 * size, wide, 1.12 * size, { fill: colour.ground });
    }
    const behind = halo ? { stroke: colour.ground, "stroke-width": 4, "paint-order": "stroke", "stroke-linejoin": "round" } : {};
    this.add(
      "text",
      { x, y, fill: colour.ink, "font-size": Math.max(12, size), "text-anchor": anchor, ...behind, ...attributes },
      escaped(content),
    );
  }

  /** A line from one point to another with an arrow head at its end. */
  arrow(x1, y1, x2, y2, { head = 8, stroke = colour.ink, ...attributes } = {}) {
    const angle = Math.atan2(y2 - y1, x2 - x1);
    const back = (turn) => [x2 - head * Math.cos(angle + turn), y2 - head * Math.sin(angle + turn)];
    this.line(x1, y1, x2 - 0.6 * head * Math.cos(angle), y2 - 0.6 * head * Math.sin(angle), { stroke, ...attributes });
    this.polygon([[x2, y2], back(0.42), back(-0.42)], { fill: stroke });
  }

  /** A data point of the given shape: circle, square, triangle, diamond, cross or plus. */
  mark(shape, x, y, r = 5, attributes = {}) {
    const filled = { fill: colour.blue, stroke: colour.ground, "stroke-width": 1, ...attributes };
    const stroked = { stroke: filled.fill, "stroke-width": Math.max(2, r / 2.5), "stroke-linecap": "round" };
    if (shape === "circle") this.circle(x, y, r, filled);
    else if (shape === "square") this.rect(x - 0.88 * r, y - 0.88 * r, 1.76 * r, 1.76 * r, filled);
    else if (shape === "triangle") this.polygon([[x, y - 1.2 * r], [x + 1.1 * r, y + 0.8 * r], [x - 1.1 * r, y + 0.8 * r]], filled);
    else if (shape === "diamond") this.polygon([[x, y - 1.3 * r], [x + 1.3 * r, y], [x, y + 1.3 * r], [x - 1.3 * r, y]], filled);
    else if (shape === "cross") this.path(`M${x - r} ${y - r}L${x + r} ${y + r}M${x - r} ${y + r}L${x + r} ${y - r}`, stroked);
    else if (shape === "plus") this.path(`M${x - 1.2 * r} ${y}H${x + 1.2 * r}M${x} ${y - 1.2 * r}V${y + 1.2 * r}`, stroked);
    else throw new Error(`unknown mark "${shape}"`);
  }

  /** Draw with `fn` and cut off what lies outside the box. */
  inside(x, y, width, height, fn) {
    const box = [x, y, width, height].map(round);
    const outside = this.parts;
    this.parts = [];
    fn();
    outside.push(`<svg x="${box[0]}" y="${box[1]}" width="${box[2]}" height="${box[3]}" viewBox="${box.join(" ")}">${this}</svg>`);
    this.parts = outside;
  }

  /** Slanted lines in a box or polygon: a pattern that tells areas apart without colour. */
  hatch(points, { gap = 12, stroke = colour.blue, ...attributes } = {}) {
    const xs = points.map(([x]) => x);
    const ys = points.map(([, y]) => y);
    if (points.length < 3) return;
    const low = Math.min(...xs) + Math.min(...ys);
    const high = Math.max(...xs) + Math.max(...ys);
    let d = "";
    for (let c = Math.ceil(low / gap) * gap; c < high; c += gap) {
      const cuts = crossings(points, c);
      for (let i = 0; i + 1 < cuts.length; i += 2) d += `M${round(cuts[i])} ${round(c - cuts[i])}L${round(cuts[i + 1])} ${round(c - cuts[i + 1])}`;
    }
    if (d) this.path(d, { stroke, "stroke-width": 1, opacity: 0.55, ...attributes });
  }

  toString() {
    return this.parts.join("");
  }
}

function joined(points) {
  return points.map(([x, y]) => `${round(x)},${round(y)}`).join(" ");
}

// x positions where the slanted line x + y = c meets the outline of the polygon
function crossings(points, c) {
  const found = [];
  points.forEach(([x1, y1], i) => {
    const [x2, y2] = points[(i + 1) % points.length];
    const a = x1 + y1 - c;
    const b = x2 + y2 - c;
    if (a < 0 !== b < 0) found.push(x1 + ((x2 - x1) * a) / (a - b));
  });
  return found.sort((p, q) => p - q);
}

/**
 * A picture that follows the state. `draw(pen, width, height)` draws it; `alt()` says in words what it
 * shows; `height` is a number or a function of the width. `under(context, width, height, css)` paints
 * pixels beneath the drawing, `css(colour.blue)` turns a role into a colour that a canvas understands. What `draw` gives to
 * `pen.handle` can be grabbed. A picture is never higher than what can be seen beside a control.
 */
export function picture(ui, { name = "picture", height, maxWidth = 720, draw, under, alt }) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("role", "img");
  svg.setAttribute("data-name", name);
  const canvas = under ? h("canvas", { "aria-hidden": "true" }) : null;
  const frame = h("div.nnw-picture", { style: `max-width:${maxWidth}px` }, canvas, svg);
  const probe = h("span", { hidden: true });
  frame.append(probe);
  const grips = handles(ui, frame);
  let full = 0; // the width there is
  let most = Infinity; // the height there is
  let width = 0;
  let drawn = [];
  let staged = 0;

  const heightAt = (wide) => Math.round(typeof height === "function" ? height(wide, most) : height);
  function size() {
    let tall = heightAt(full);
    // A picture whose height follows its width gets narrower; any other gets lower.
    for (width = full; tall > most && width > 150 && heightAt(width * 0.9) < tall; tall = heightAt(width)) width = Math.floor(width * 0.96);
    return Math.max(Math.min(tall, most), Math.min(tall, 150));
  }
  function repaint() {
    // A hidden picture (another tab) has no width: it is drawn when it gets one.
    if (!full) return;
    const tall = size();
    if (tall !== staged) queueMicrotask(() => stage(tall));
    staged = tall;
    svg.setAttribute("viewBox", `0 0 ${width} ${tall}`);
    svg.setAttribute("width", width);
    svg.setAttribute("height", tall);
    if (canvas) {
      const ratio = globalThis.devicePixelRatio || 1;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(tall * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${tall}px`;
      const context = canvas.getContext("2d");
      context.scale(ratio, ratio);
      under(context, width, tall, css);
    }
    const pen = new Pen();
    draw(pen, width, tall);
    // Only what changed is made anew: axes and letters that stay cost nothing while a point moves.
    const changed = pen.parts.filter((part, i) => part !== drawn[i]).length;
    if (pen.parts.length !== drawn.length || changed > 12) svg.innerHTML = pen.toString();
    else if (changed) pen.parts.forEach((part, i) => part !== drawn[i] && (svg.children[i].outerHTML = part));
    drawn = pen.parts;
    grips(pen.handles);
  }
  // Controls that come into view stop below the picture that stays in view; where that grows, the one in hand makes way.
  function stage(tall) {
    const whole = frame.closest(".nnw-stage");
    const area = whole?.parentElement?.closest(".nnw-columns, .nnw-stack");
    if (!area) return;
    area.style.setProperty("--nnw-stage", `${whole === frame ? tall : whole.offsetHeight}px`);
    if (area.contains(document.activeElement) && !frame.contains(document.activeElement)) document.activeElement.scrollIntoView({ block: "nearest" });
  }
  function css(role) {
    probe.style.color = role;
    return getComputedStyle(probe).color;
  }

  onSize(ui, frame, () => {
    const box = scroller(frame);
    const seen = box?.clientHeight ?? globalThis.innerHeight;
    const beside = frame.closest(".nnw-columns") && getComputedStyle(frame.closest(".nnw-columns")).gridTemplateColumns.includes(" ");
    const stacked = frame.parentElement?.matches(".nnw-pair") && getComputedStyle(frame.parentElement).flexDirection === "column";
    const [wide, tall] = [Math.floor(Math.min(maxWidth, frame.clientWidth)), Math.floor((stacked ? 0.5 : 1) * (beside ? Math.max(0.66 * seen, Math.min(seen - 24, 430)) : Math.min(0.56 * seen, seen - 130)))];
    if (wide === full && tall === most) return;
    if (!full) ui.rest(); // seen for the first time
    [full, most] = [wide, tall];
    repaint();
  });
  ui.pictures.push(() => (full && svg.checkVisibility() ? { svg: still(svg, canvas, probe), words: alt() } : null));
  ui.paint(() => {
    const words = alt();
    if (svg.getAttribute("aria-label") !== words) svg.setAttribute("aria-label", words);
    repaint();
  });
  return frame;
}

/** What a canvas shows, small enough to be kept in a notebook. */
function smaller(canvas) {
  const wide = Math.min(canvas.width, 300);
  const copy = h("canvas", { width: wide, height: Math.round((canvas.height * wide) / canvas.width) });
  copy.getContext("2d").drawImage(canvas, 0, 0, copy.width, copy.height);
  return copy.toDataURL("image/webp", 0.7);
}

/** The picture as an SVG that stands alone, in the colours of a light page. */
function still(svg, canvas, probe) {
  probe.style.colorScheme = "light";
  const seen = {};
  const text = svg.innerHTML.replace(/var\(--nnw-[\w-]+\)/g, (role) => {
    probe.style.color = role;
    return (seen[role] ??= getComputedStyle(probe).color);
  });
  probe.style.colorScheme = "";
  const [width, height] = [svg.getAttribute("width"), svg.getAttribute("height")];
  const under = canvas ? `<image href="${smaller(canvas)}" width="${width}" height="${height}"/>` : "";
  const style = "font-family:system-ui,sans-serif;background:#fff";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" style="${style}">${under}${text}</svg>`;
}

/**
 * Axes in the box left, top, width, height (numbers in pixels) over x: [low, high], y: [low, high].
 * Returns scales x(v), y(v) in pixels, the way back valueX(pixel), valueY(pixel), and curve(points), dots(points), inside(fn). `log` axes want low > 0.
 */
export function axes(pen, { left, top, width, height, x, y, xLabel, yLabel, xLog, yLog, xTicks, yTicks, grid = true, format = fmt }) {
  const scale = (low, high, log) => {
    const f = log ? Math.log10 : (v) => v;
    const span = f(high) - f(low) || 1;
    const share = (v) => (f(log ? Math.max(v, Number.MIN_VALUE) : v) - f(low)) / span;
    share.back = (s) => (log ? 10 ** (f(low) + s * span) : low + s * span);
    return share;
  };
  const sx = scale(...x, xLog);
  const sy = scale(...y, yLog);
  const px = (v) => left + width * sx(v);
  const py = (v) => top + height * (1 - sy(v));
  const atX = xTicks ?? (xLog ? logTicks(...x, width / 60) : ticks(...x, width / 80));
  const atY = yTicks ?? (yLog ? logTicks(...y, height / 35) : ticks(...y, height / 45));
  for (const v of atX) {
    if (grid) pen.line(px(v), top, px(v), top + height, { stroke: colour.grid, "stroke-width": 1 });
    pen.line(px(v), top + height, px(v), top + height + 5, { stroke: colour.soft, "stroke-width": 1 });
    pen.text(px(v), top + height + 18, format(v), { anchor: "middle", size: 12, fill: colour.soft });
  }
  for (const v of atY) {
    if (grid) pen.line(left, py(v), left + width, py(v), { stroke: colour.grid, "stroke-width": 1 });
    pen.line(left - 5, py(v), left, py(v), { stroke: colour.soft, "stroke-width": 1 });
    pen.text(left - 8, py(v) + 4, format(v), { anchor: "end", size: 12, fill: colour.soft });
  }
  pen.rect(left, top, width, height, { stroke: colour.line, "stroke-width": 1 });
  if (xLabel) pen.text(left + width / 2, top + height + 36, xLabel, { anchor: "middle" });
  if (yLabel) pen.text(left, top - 9, yLabel, { anchor: "start" });
  const inside = (fn) => pen.inside(left, top, width, height, fn);
  const placed = (points) => points.filter((p) => p.every(Number.isFinite)).map(([a, b]) => [px(a), py(b)]);
  return {
    x: px,
    y: py,
    valueX: (at) => sx.back((at - left) / width),
    valueY: (at) => sy.back(1 - (at - top) / height),
    inside,
    curve: (points, attributes) => inside(() => pen.polyline(placed(points), attributes)),
    dots: (points, shape = "circle", r = 4, attributes = {}) =>
      inside(() => placed(points).forEach(([a, b]) => pen.mark(shape, a, b, r, attributes))),
    /** The curve of a function over the whole x range. */
    graph: (fn, attributes, count = 200) =>
      inside(() => pen.polyline(placed(linspace(...x, count).map((v) => [v, fn(v)])), attributes)),
  };
}

/** A legend in HTML under a picture: items are {text, colour, mark, dash, thick} or an entry of `series` with text. */
export function legend(items) {
  return h(
    "ul.nnw-legend",
    {},
    items.map(({ text, colour: paint = colour.ink, mark, dash, thick = 2.5, hatch }) => {
      const pen = new Pen();
      if (dash !== undefined) pen.line(0, 9, 30, 9, { stroke: paint, "stroke-width": thick, "stroke-dasharray": dash });
      if (hatch) {
        const box = [[2, 1], [28, 1], [28, 17], [2, 17]];
        pen.polygon(box, { fill: paint, opacity: 0.18 });
        pen.hatch(box, { stroke: paint, gap: 7 });
      }
      if (mark) pen.mark(mark, 15, 9, 6.5, { fill: paint });
      const item = h("li");
      if (pen.parts.length) item.innerHTML = `<svg width="30" height="18" viewBox="0 0 30 18" aria-hidden="true">${pen}</svg>`;
      item.append(text);
      return item;
    }),
  );
}
