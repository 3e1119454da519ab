// node samples/run.mjs VALIDATOR.mjs: runs the whole suite on a validator and names what it gets wrong.
// VALIDATOR.mjs exports read, check, evaluate and predecessor, as README.md says.
import { readFileSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const SAMPLES = new URL(".", import.meta.url);
const { read, check, evaluate, predecessor } = await import(pathToFileURL(resolve(process.argv[2])));
const bytes = (path) => readFileSync(new URL(path, SAMPLES));
const document = (path) => read(bytes(path));
const named = (name) => document(`reports/${name}/report.json`);
const tests = (folder) => readdirSync(new URL(folder, SAMPLES)).flatMap((name) => document(`${folder}/${name}`).tests);

// a report as a test describes it ---------------------------------------------------------------

const repeated = (value, times) => (typeof value === "string" ? value.repeat(times) : Array(times).fill(value).flat());

function change(report, path, changed) {
  const keys = path.split("/");
  const isCell = keys.length === 3 && ["disclosure", "requests", "disputes"].includes(keys[0]) && keys[1] !== "rows";
  if (isCell) keys.splice(1, 0, "rows");
  const last = keys.pop();
  const holder = keys.reduce((at, key) => at[key], report);
  holder[last] = changed(holder[last]);
  if (holder[last] === undefined) delete holder[last];
}

function built({ base, set = {}, repeat = {}, remove = [] }) {
  const report = named(base);
  for (const [path, value] of Object.entries(set)) change(report, path, () => value);
  for (const [path, times] of Object.entries(repeat)) change(report, path, (value) => repeated(value, times));
  for (const path of remove) change(report, path, () => undefined);
  return report;
}

const linked = ({ previous, units = [], organs, today = "2026-01-01" }, load) =>
  ({ previous: previous && load(previous), units: units.map((unit) => load(unit)), organs, today });

// what is compared: per test its id, what is expected, and what the validator says ----------------

const FINDING = ["outcome", "cells", "left", "right", "difference"];
const FULL = ["rule", "severity", "explained", ...FINDING];
const plain = (value) => (value === null || typeof value === "string" || Array.isArray(value) ? value : String(value));
const kept = (findings, keys) => findings.map((found) => keys.map((key) => plain(found[key] ?? null)));
const verdict = ({ level, coverage: { checked, applicable }, not_checked, findings }) =>
  [level, checked, applicable, not_checked, kept(findings, FULL)];

function worst(found) {
  if (!found) return "not_applicable";
  return ["fail", "undetermined"].find((outcome) => found.some((each) => each.outcome === outcome)) ?? "pass";
}

/** That a document is refused, and that the place at fault is among those named. */
function refused({ level, findings }, path) {
  return [level, findings.flatMap((found) => found.cells).includes(path) ? path : findings.map((found) => found.cells)];
}

function reached(data) {
  try {
    return check(read(data)).level === "none" ? "malformed" : "well-formed";
  } catch {
    return "unreadable";
  }
}

function* comparisons() {
  for (const test of tests("cases")) {
    const found = () => evaluate(test.id.split("/")[0], built(test), linked(test, built));
    yield [test.id, test.expect, () => worst(found())];
    yield [test.id, kept(test.findings ?? [], FINDING), () => kept(found() ?? [], FINDING)];
  }
  for (const test of tests("pairs")) yield [test.id, test.previous, () => predecessor(built(test), test.others.map(built))?.report_id ?? null];
  for (const test of tests("verdicts")) yield [test.id, verdict(test), () => verdict(check(built(test), linked(test, built)))];
  for (const name of readdirSync(new URL("reports", SAMPLES))) {
    const expected = document(`reports/${name}/expected.json`);
    yield [name, verdict(expected), () => verdict(check(named(name), linked(expected, named)))];
  }
  for (const test of tests("invalid")) yield [test.id, ["none", test.path], () => refused(check(built(test)), test.path)];
  for (const test of document("reading/index.json").tests) {
    const data = () => (test.file ? bytes(`reading/${test.file}`) : Buffer.from(test.parts.map(([text, times]) => text.repeat(times)).join("")));
    yield [test.id, test.verdict, () => reached(data())];
  }
}

let [count, wrong] = [0, 0];
for (const [id, expected, said] of comparisons()) {
  count += 1;
  let actual;
  try {
    actual = said();
  } catch (error) {
    actual = String(error);
  }
  if (JSON.stringify(actual) === JSON.stringify(expected)) continue;
  wrong += 1;
  console.log(`${id}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
}
console.log(`${count} comparisons, ${wrong} wrong`);
process.exit(wrong ? 1 : 0);
