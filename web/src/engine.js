// The page's side of the worker: one promise for each question.
import { all, one } from "./dom.js";

export class Stopped extends Error {}

const waiting = new Map(); // id -> {verb, args, resolve, reject}
let worker;
let alive; // a promise of the worker that answers
let held = null; // the parts of the page, as the worker takes them
let last = 0;

function born() {
  const own = one("script#worker\\.js");
  if (!own) return new Worker("worker.js");
  const code = new Blob([own.textContent], { type: "text/javascript" });
  return new Worker(URL.createObjectURL(code));
}

function parts() {
  const found = all("script.part");
  if (!found.length) return null;
  return Object.fromEntries(
    found.map((part) => {
      const text = part.textContent;
      part.remove(); // millions of characters that the page has no more use for
      return [part.id, text];
    }),
  );
}

function ask(verb, args) {
  return new Promise((resolve, reject) => post(++last, { verb, args, resolve, reject }));
}

function post(id, question) {
  waiting.set(id, question);
  worker.postMessage({ id, verb: question.verb, args: question.args });
}

export async function call(verb, ...args) {
  await alive;
  return ask(verb, args);
}

async function begin(progress) {
  worker = born();
  worker.onerror = (event) => {
    for (const { reject } of waiting.values()) reject(new Error(event.message || "worker"));
  };
  worker.onmessage = ({ data }) => {
    if (data.step) return progress(data.step);
    const { resolve, reject } = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.error) reject(new Error(data.error));
    else resolve(data.made);
  };
  await ask("start", [held]);
}

export async function start(progress) {
  held = parts();
  alive = begin(progress);
  return call("forms");
}

// Put another worker in the place of this one; it holds the same reports. What was being read is
// given up, whatever else was asked is asked again.
export function renew(kept) {
  worker.terminate();
  const asked = [...waiting];
  waiting.clear();
  const again = async () => {
    await begin(() => {});
    await Promise.all(kept.map(({ name, draft }) => ask("resume", [draft, name])));
    for (const [id, question] of asked) {
      if (question.verb === "read") question.reject(new Stopped());
      else post(id, question);
    }
  };
  return (alive = again());
}
