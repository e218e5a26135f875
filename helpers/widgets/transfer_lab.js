// TransferLab: transfer against training from scratch for many settings, with mean, spread and every single run; and, where
// a kernel listens, one more run of the chosen setting.

import { button, columns, h, row, select, slider, status, table, toggle, widget } from "./controls.js";
import { axes, colour, legend, picture } from "./draw.js";
import { cells } from "./handles.js";
import { fixed } from "./numbers.js";

const SAMPLES = [1, 2, 5, 10, 20, 40, 80];
const BLOCKS = 3;
const GUESSING = 1 / 3;

/** The name of a setting in the table of results. */
export const keyOf = (samples, frozen, tune) => `${samples} ${frozen} ${tune ? "tuned" : "still"}`;

/** Mean and sample standard deviation of some runs. */
export function summary(runs) {
  const mean = runs.reduce((sum, v) => sum + v, 0) / runs.length;
  const squares = runs.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { mean, spread: runs.length > 1 ? Math.sqrt(squares / (runs.length - 1)) : 0 };
}

/** ["better" | "worse" | "level", difference of the means]: level within two standard errors of the difference. */
export function compare(transfer, scratch) {
  const [a, b] = [summary(transfer), summary(scratch)];
  const error = Math.sqrt(a.spread ** 2 / transfer.length + b.spread ** 2 / scratch.length);
  const difference = a.mean - b.mean;
  return [Math.abs(difference) <= 2 * error ? "level" : difference > 0 ? "better" : "worse", difference];
}

const percent = (v) => `${fixed(100 * v, 0)} %`;
const inWords = (runs) => `${percent(summary(runs).mean)} ± ${fixed(100 * summary(runs).spread, 0)}`;

/** The old network above, the new one below: what travels, what stays frozen, what learns. A click freezes up to a block. */
function drawBlocks(pen, width, height, ui) {
  const [frozen, tune] = [ui.get("frozen"), ui.get("fine_tune")];
  const left = 8;
  const head = Math.min(120, width * 0.24);
  const block = (width - left - head - 20) / BLOCKS;
  const [upper, lower, tall] = [24, height - 62, 36];
  const narrow = block < 104;
  pen.text(left, 16, "network of the old task", { size: 12, fill: colour.soft });
  for (let i = 0; i < BLOCKS; i += 1) {
    const still = i < frozen;
    const [x, wide] = [left + i * block, block - 10];
    pen.rect(x, upper, wide, tall, { fill: colour.blue, opacity: 0.22, rx: 6 });
    pen.rect(x, upper, wide, tall, { stroke: colour.blue, rx: 6 });
    pen.text(x + wide / 2, upper + 23, `block ${i + 1}`, { anchor: "middle" });
    pen.arrow(x + wide / 2, upper + tall + 3, x + wide / 2, lower - 3, { stroke: colour.blue, "stroke-width": 3, head: 10 });
    pen.rect(x, lower, wide, tall, { fill: colour.blue, opacity: still ? 0.32 : 0.12, rx: 6 });
    if (still) pen.hatch([[x, lower], [x + wide, lower], [x + wide, lower + tall], [x, lower + tall]], { gap: 9 });
    pen.rect(x, lower, wide, tall, { stroke: still ? colour.blue : colour.orange, "stroke-width": 2.5, "stroke-dasharray": still ? "" : "7 4", rx: 6 });
    pen.text(x + wide / 2, lower + 23, narrow ? (still ? "frozen" : "learns") : still ? "frozen" : "goes on learning", { anchor: "middle", halo: true, "font-weight": 650 });
  }
  const x = left + BLOCKS * block;
  pen.rect(x, upper, head, tall, { stroke: colour.line, rx: 6, "stroke-dasharray": "2 4" });
  pen.text(x + head / 2, upper + 23, "old head", { anchor: "middle", fill: colour.soft });
  pen.text(x + head / 2, (upper + lower + tall) / 2 + 5, "stays behind", { anchor: "middle", size: 12, fill: colour.soft });
  pen.rect(x, lower, head, tall, { stroke: colour.orange, "stroke-width": 2.5, rx: 6, "stroke-dasharray": "7 4" });
  pen.text(x + head / 2, lower + 23, "new head", { anchor: "middle", "font-weight": 650 });
  pen.text(left, height - 8, tune ? "then all blocks learn, at a tenth of the rate" : "network of the new task", { size: 12, fill: colour.soft });
  pen.handle(cells({
    name: "blocks", label: "Blocks that stay frozen", box: [left, lower - 4, BLOCKS * block - 10, tall + 8], rows: 1, columns: BLOCKS, cell: frozen - 1, paths: ["frozen"],
    words: `${frozen} of ${BLOCKS} frozen`, take: (i) => ({ frozen: i + 1 }), keys: (dx, dy) => ({ frozen: Math.min(BLOCKS, Math.max(0, frozen + Math.sign(dx + dy))) }), end: (all) => ({ frozen: all ? BLOCKS : 0 }),
    // A click on the last frozen block thaws it.
    drag: (px, _, from) => {
      const i = Math.min(BLOCKS - 1, Math.max(0, Math.floor((px - left) / block)));
      return { frozen: i + 1 === from.now ? i : i + 1 };
    },
  }));
}

function render(context) {
  const ui = widget(context, { title: "Transfer or from scratch?", wide: true });
  const all = () => ui.get("_results");
  const transferOf = (samples) => all()[keyOf(samples, ui.get("frozen"), ui.get("fine_tune"))];
  const scratchOf = (samples) => all()[`${samples} scratch`];
  const live = () => ui.get("_live") ?? {};
  const running = () => live().state === "running";
  const mine = () => live().samples === ui.get("samples") && live().frozen === ui.get("frozen") && live().fine_tune === ui.get("fine_tune");
  let seed = 100;

  const verdict = () => {
    const [word, difference] = compare(transferOf(ui.get("samples")), scratchOf(ui.get("samples")));
    const points = `${fixed(Math.abs(100 * difference), 1)} points`;
    if (word === "level") return `No clear difference (${points}): the runs differ more among themselves.`;
    return word === "better" ? `Transfer is better, by ${points} on average.` : `From scratch is better, by ${points} on average.`;
  };

  function draw(pen, width, height) {
    const plot = axes(pen, {
      left: 52, top: 26, width: width - 66, height: height - 74, x: [0.8, 105], xLog: true, y: [0.2, 1], xTicks: SAMPLES,
      yTicks: [0.2, 0.4, 0.6, 0.8, 1], format: (v) => String(v), xLabel: "images per class (logarithmic axis)", yLabel: "test accuracy",
    });
    plot.curve([[0.8, GUESSING], [105, GUESSING]], { stroke: colour.soft, "stroke-width": 1.5, "stroke-dasharray": "2 4" });
    plot.curve([[ui.get("samples"), 0.2], [ui.get("samples"), 1]], { stroke: colour.line, "stroke-width": 1.5 });
    const lines = [[scratchOf, colour.orange, "square", "7 4", 1.06], [transferOf, colour.blue, "circle", "", 0.945]];
    for (const [runs, paint, mark, dash, shift] of lines) {
      plot.curve(SAMPLES.map((n) => [n, summary(runs(n)).mean]), { stroke: paint, "stroke-width": 2.5, "stroke-dasharray": dash });
      for (const n of SAMPLES) {
        const { mean, spread } = summary(runs(n));
        plot.curve([[n * shift, mean - spread], [n * shift, mean + spread]], { stroke: paint, "stroke-width": 2 });
        plot.dots([[n, mean]], mark, n === ui.get("samples") ? 6 : 4, { fill: paint });
      }
      plot.dots(runs(ui.get("samples")).map((v) => [ui.get("samples") * shift ** 2.5, v]), mark, 3, { fill: "none", stroke: paint, "stroke-width": 1.5 });
    }
    if (live().state === "done" && mine()) {
      plot.dots([[ui.get("samples") * 1.06 ** 4, live().scratch]], "square", 6, { fill: colour.orange, stroke: colour.ink, "stroke-width": 2 });
      plot.dots([[ui.get("samples") * 0.945 ** 4, live().transfer]], "circle", 6, { fill: colour.blue, stroke: colour.ink, "stroke-width": 2 });
    }
  }

  const progress = h("progress", { max: 1, value: 0, "aria-label": "Training in the kernel" });
  const liveBox = h("div", { style: "display:grid;gap:12px" });
  ui.paint(() => {
    liveBox.hidden = !ui.get("_kernel");
    progress.hidden = !running();
    progress.value = live().done ?? 0;
  });
  const liveWords = () => {
    const { state, scratch, transfer, why } = live();
    if (state === "running") return live().done ? `Training in your kernel: ${percent(live().done)} done.` : "Getting ready in your kernel: networks are built, the old task is learned.";
    if (state === "stopped") return "Stopped.";
    if (state === "failed") return `The run failed: ${why}`;
    if (state === "done") return `Run in your kernel (${live().samples} images, ${live().frozen} frozen${live().fine_tune ? ", fine-tuned" : ""}): transfer ${percent(transfer)}, from scratch ${percent(scratch)}.`;
    return "Not run in your kernel yet. It takes some seconds; the first time longer.";
  };
  liveBox.append(
    row(
      button(ui, { name: "run", label: "Run it here", when: () => !running(), onclick: () => context.model.send({ do: "run", seed: seed++ }) }),
      button(ui, { name: "stop", label: "Stop", when: running, onclick: () => context.model.send({ do: "stop" }) }),
    ),
    progress,
    status(ui, liveWords, () => (live().state === "failed" ? "bad" : "")),
  );

  ui.root.append(
    columns(
      [
        select(ui, { path: "samples", label: "Images of each new class", options: SAMPLES }),
        slider(ui, { path: "frozen", label: "Blocks frozen, of 3", min: 0, max: BLOCKS, step: 1 }),
        picture(ui, {
          name: "blocks",
          maxWidth: 560,
          height: 158,
          draw: (pen, width, height) => drawBlocks(pen, width, height, ui),
          alt: () => `All ${BLOCKS} blocks of the old network travel to the new one, its head stays behind. In the new network ${ui.get("frozen") || "no"} of the blocks, from the first on, ${ui.get("frozen") === 1 ? "is" : "are"} frozen; the others and the new head learn${ui.get("fine_tune") ? ", and then all blocks learn at a tenth of the rate" : ""}.`,
        }),
        toggle(ui, { path: "fine_tune", label: "Then fine-tune all blocks, at a tenth of the rate" }),
        status(ui, verdict, () => "note", "What becomes of the lead of transfer with more images, and with fewer frozen blocks? Say it, then move one."),
        table(ui, {
          caption: "Test accuracy: mean ± standard deviation",
          head: ["", "computed runs", "lowest", "highest"],
          rows: () => [["transfer", transferOf(ui.get("samples"))], ["from scratch", scratchOf(ui.get("samples"))]].map(([name, runs]) => [name, inWords(runs), percent(Math.min(...runs)), percent(Math.max(...runs))]),
        }),
        liveBox,
      ],
      [
        picture(ui, {
          // Not to be grabbed: the curves are runs that were made.
          name: "curves",
          maxWidth: 560,
          height: 340,
          draw,
          alt: () => `Test accuracy against images per class; a line marks ${ui.get("samples")}. ${SAMPLES.map((n) => `${n}: transfer ${inWords(transferOf(n))}, scratch ${inWords(scratchOf(n))}`).join("; ")}.`,
        }),
        legend([
          { text: "transfer", colour: colour.blue, mark: "circle", dash: "" },
          { text: "from scratch", colour: colour.orange, mark: "square", dash: "7 4" },
          { text: "bars: standard deviation; hollow marks: single runs" },
          { text: "guessing", colour: colour.soft, dash: "2 4" },
        ]),
      ],
    ),
  );
  return ui.stop;
}

export default { render };
