// Calls exported functions of a widget's module: reads {module, calls: [[name, ...arguments]]} from
// standard input and writes the list of results as JSON, with NaN and ±Infinity as strings.
import { readFileSync } from "node:fs";

const { module, calls } = JSON.parse(readFileSync(0, "utf8"));
const exported = await import(module);
const results = calls.map(([name, ...values]) => exported[name](...values));
process.stdout.write(JSON.stringify(results, (_, v) => (typeof v === "number" && !Number.isFinite(v) ? String(v) : v)));
