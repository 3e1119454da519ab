// The page's side of the worker: one promise for each question.
import { all, one } from "./dom.js";

const waiting = new Map();
let worker;
let last = 0;

function born() {
  const held = one("script#worker\\.js");
  if (!held) return new Worker("worker.js");
  const code = new Blob([held.textContent], { type: "text/javascript" });
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

export function call(verb, ...args) {
  return new Promise((resolve, reject) => {
    waiting.set(++last, { resolve, reject });
    worker.postMessage({ id: last, verb, args });
  });
}

export async function start(progress) {
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
  await call("start", parts());
  return call("forms");
}
