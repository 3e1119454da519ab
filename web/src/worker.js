// Python runs here, away from the page. A classic worker, because file:// allows no other; Pyodide
// wants a module worker and finds out by importScripts, which therefore refuses.
self.importScripts = () => {
  throw new TypeError("importScripts is for classic workers");
};

const base = self.location.href.replace(/[^/]*$/, "");
let parts = null; // name -> gzip as text, seven bits to a character; null: the files lie beside this one

const SPARE = [0, 13, 60]; // stand from U+00C0, as HTML would not leave them as they are

function inflated(name) {
  const text = parts[name];
  delete parts[name];
  const bytes = new Uint8Array(Math.floor((text.length * 7) / 8));
  let [held, bits, at] = [0, 0, 0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    held = (held << 7) | (code < 128 ? code : SPARE[code - 192]);
    bits += 7;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = held >> bits;
    held &= (1 << bits) - 1;
  }
  return new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
}

async function open(name) {
  if (!parts) return original(base + name);
  const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return new Response(inflated(name), { headers: { "content-type": type } });
}

const original = self.fetch.bind(self);
self.fetch = (url) => open(String(url).split("/").pop());

async function script(name) {
  if (!parts) return import(base + name);
  const blob = await new Response(inflated(name)).blob();
  const url = URL.createObjectURL(new Blob([blob], { type: "text/javascript" }));
  return import(url);
}

async function unpack(python, name) {
  const response = await open(name);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  python.unpackArchive(await response.arrayBuffer(), "zip", { extractDir: "/lib/python3.14/site-packages" });
  python.pyimport("sys").path_importer_cache.clear(); // importlib.invalidate_caches needs email
}

let desk;
let python;
let pdf = false; // whether the PDF reader was unpacked already

async function start(given) {
  parts = given;
  const progress = (step) => self.postMessage({ step });
  const [{ loadPyodide }, wasm] = await Promise.all([script("pyodide.mjs"), script("pyodide.asm.mjs")]);
  progress(1);
  const lock = await (await open("pyodide-lock.json")).json();
  python = await loadPyodide({
    indexURL: parts ? "https://checker.invalid/" : base,
    createPyodideModule: wasm.default,
    lockFileContents: lock,
    packageBaseUrl: "https://checker.invalid/",
  });
  // what a library prints as it breaks down on a damaged file: the page shows the answer instead
  python.setStderr({ batched: () => {} });
  progress(2);
  await unpack(python, "core.zip");
  progress(3);
  desk = python.pyimport("desk");
  return {};
}

async function read(name, data, ...more) {
  const head = new TextDecoder("latin1").decode(data.subarray(0, 1024));
  if (!pdf && head.includes("%PDF-") && (!parts || parts["pdf.zip"])) {
    await unpack(python, "pdf.zip");
    pdf = true;
  }
  return desk.read(name, data, ...more);
}

self.onmessage = async ({ data: { id, verb, args } }) => {
  try {
    const made = verb === "start" ? await start(...args) : verb === "read" ? await read(...args) : desk[verb](...args);
    self.postMessage({ id, made: typeof made === "string" ? JSON.parse(made) : made?.toJs ? made.toJs() : made });
  } catch (error) {
    self.postMessage({ id, error: String(error) });
  }
};
