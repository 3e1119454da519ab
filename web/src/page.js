// The page: load the engine, take documents, show them.
import { Stopped, call, renew, start } from "./engine.js";
import { h, one } from "./dom.js";
import { beginning } from "./beginning.js";
import { zip } from "./downloads.js";
import { drafts, keep } from "./drafts.js";
import { lasts, listEarlier, takeEarlier, zone } from "./earlier.js";
import { footer } from "./help.js";
import { list } from "./many.js";
import { open } from "./report.js";
import { sum } from "./sum.js";
import { listen, paste } from "./input.js";
import { list as lines, say, turn } from "./words.js";

const PATIENCE = 45_000; // milliseconds after which waiting is called too long
const SOON = 300; // milliseconds without a change before the sum is made

const entries = []; // {file, name, view, draft} or {file, refused, year, data}
let chosen = null;
let standard = null;
let ready;
let status = ["getting", 1];
let soon; // when the sum will be made

function build() {
  document.title = say("title");
  const input = h("input", { type: "file", id: "chosen", multiple: true, hidden: true, tabIndex: -1, "aria-label": say("choose") });
  input.addEventListener("change", () => { (forEarlier ? takeLast : take)([...input.files]); input.value = ""; });
  const choose = (earlier) => () => { forEarlier = earlier; input.click(); };
  one("#page").replaceChildren(
    h("header", { class: "banner noprint" },
      h("div", {}, h("h1", {}, say("title")), h("p", {}, say("promise"))),
      h("button", { type: "button", id: "language", onclick: () => { turn(); build(); } }, say("other"))),
    h("p", { class: "sheetname" }, `${say("title")} · ${say("sheet")}`),
    h("main", {},
      h("div", { class: "zones noprint" }, h("section", { id: "drop", "aria-label": say("drop") },
        h("p", { class: "big" }, say("drop")),
        h("p", { class: "buttons" },
          h("button", { type: "button", class: "primary", id: "choose", onclick: choose(false) }, say("choose")),
          h("button", { type: "button", id: "paste", onclick: () => paste(take) }, say("paste")),
          h("button", { type: "button", id: "new", onclick: () => ready.then(() => beginning(lasts, standard.years, begin)) }, say("new")),
          h("button", { type: "button", id: "sample", class: "link", onclick: trySample }, say("sample"))),
        input,
        h("p", { class: "hint" }, say(withPdf ? "kinds" : "kindsWithoutPdf")),
        h("p", {}, h("span", { id: "status", role: "status" }, say(...status)), " ",
          h("button", { type: "button", id: "stop", class: "link", hidden: true, onclick: revive }, say("stop"))),
        h("div", { id: "drafts" })), zone(choose(true))),
      h("ol", { id: "steps", class: "noprint" }, lines("steps").map((step) => h("li", {}, step))),
      h("section", { id: "files", class: "noprint" }),
      h("section", { id: "report", hidden: true }),
      h("section", { id: "sum", hidden: true })),
    footer(standard?.version),
    h("dialog", { id: "clip" }),
    h("dialog", { id: "beginning", "aria-label": say("new") }),
    h("dialog", { id: "help" }),
  );
  listDrafts();
  listEarlier(compare);
  show();
}

let forEarlier = false; // whether the files that are chosen are last year's
let withPdf = true;

function tell(...said) {
  status = said;
  const place = one("#status");
  if (place) place.textContent = say(...said);
}

// taking ---------------------------------------------------------------------------------------

async function take(files) {
  await ready;
  if (files.length === 1) chosen = null; // one file is meant to be seen; of many, the first
  for (const file of files) {
    const entry = { file: file.name };
    entries.push(entry);
    tell("reading", file.name);
    if (file.size > standard.largest) Object.assign(entry, await call("oversized"));
    else await readInto(entry, new Uint8Array(await file.arrayBuffer()));
    show();
  }
  chosen ??= entries.find((entry) => entry.view) ?? null;
  if (lasts.length) await compare();
  else show();
  tell("ready");
}

async function trySample() {
  await ready;
  await put(await call("sample"));
}

async function begin(year, last) {
  await put(await call("begin", year, last));
  one("#particulars input").focus();
}

// Show a report that came to the desk from no file.
async function put([name]) {
  const view = await call("view", name);
  entries.push((chosen = await drafted({ file: view.file, name, view })));
  show();
}

async function takeLast(files) {
  await ready;
  tell("reading", files.map((file) => file.name).join("、"));
  await takeEarlier(files);
  tell("ready");
  await compare();
}

// Another report may now be last year's of any that is shown.
async function compare() {
  listEarlier(compare);
  for (const entry of entries) if (entry.name) entry.view = await call("view", entry.name);
  one("#report").dataset.name = "";
  show();
}

async function readInto(entry, data, year = 0) {
  let made;
  reading(true);
  try {
    made = !withPdf && isPdf(data) ? { refused: { zh: say("noPdf"), en: say("noPdf") } } : await call("read", entry.file, data, year);
  } catch (error) {
    const stopped = error instanceof Stopped;
    const said = stopped ? say("stopped") : say("broken", error.message.slice(-200));
    made = { refused: { zh: said, en: said } };
    if (!stopped) await revive(); // Python may not go on after such an error
  }
  reading(false);
  delete entry.refused;
  if (made.refused) return Object.assign(entry, made, { data: made.year ? data : null });
  const others = [];
  for (const name of made) {
    if (name.refused) {
      others.push(name); // a document in a .zip
      continue;
    }
    const view = await call("view", name);
    others.push(await drafted({ file: view.file, name, view }));
  }
  entries.splice(entries.indexOf(entry), 1, ...others);
  chosen ??= others.find((other) => other.view) ?? null;
  return entry;
}

function reading(begun) {
  one("#stop").hidden = !begun;
}

// The entry with what brings its report back.
async function drafted(entry) {
  entry.draft = JSON.stringify(await call("draft", entry.name));
  return entry;
}

// Give up what is being read; the reports that were read stay.
function revive() {
  reading(false);
  return renew([...lasts, ...entries].filter((entry) => entry.draft));
}

const isPdf = (data) => new TextDecoder("latin1").decode(data.subarray(0, 1024)).includes("%PDF-");

// showing --------------------------------------------------------------------------------------

function show() {
  listed();
  if (chosen?.view && standard) {
    if (one("#report").dataset.name !== chosen.name || !one("#verdict")) open(chosen.view, standard);
    one("#report").dataset.name = chosen.name;
  } else {
    one("#report").hidden = true;
  }
  document.body.classList.toggle("filled", Boolean(entries.length));
}

function listed() {
  const many = entries.length > 1 || entries.some((entry) => entry.refused);
  one("#files").replaceChildren(...(many ? list(entries, chosen, { select, remove, retry, zip: () => zip(entries.filter((e) => e.view?.cells).map((e) => e.name), say("packageName")) }) : []));
  clearTimeout(soon);
  soon = setTimeout(add, SOON);
}

// The sum is made once the rest has settled.
async function add() {
  const names = entries.filter((entry) => entry.view?.cells).map((entry) => entry.name);
  one("#sum").hidden = names.length < 2;
  if (names.length > 1) sum(await call("sum_of", names), names, standard);
}

document.addEventListener("checked", ({ detail: view }) => {
  const entry = entries.find((each) => each.name === view.name);
  if (!entry || entry.view === view) return;
  if (!view.trial && view.edits.length) unkept.add(view.name);
  entry.view = view;
  listed();
  drafted(entry);
});

// What was typed and neither downloaded nor kept is not lost without a question.
const unkept = new Set();
for (const kind of ["keep", "handed"]) document.addEventListener(kind, ({ detail: name }) => unkept.delete(name));
window.addEventListener("beforeunload", (event) => {
  if (!unkept.size) return;
  event.preventDefault();
  event.returnValue = true; // what browsers before 2023 ask for
});

async function select(entry) {
  entry.view = await call("view", entry.name);
  chosen = entry;
  show();
  one("#verdict").focus();
}

function remove(entry) {
  if (unkept.has(entry.name) && !confirm(say("lose"))) return;
  if (entry.name) call("forget", entry.name);
  unkept.delete(entry.name);
  entries.splice(entries.indexOf(entry), 1);
  if (chosen === entry) chosen = entries.find((each) => each.view) ?? null;
  show();
}

async function retry(entry, year) {
  chosen = null;
  await readInto(entry, entry.data, Number(year));
  show();
}

// drafts ---------------------------------------------------------------------------------------

document.addEventListener("keep", async ({ detail: name }) => {
  tell(await keep(name));
  listDrafts();
});

function listDrafts() {
  drafts(resume, () => {
    tell("removed");
    listDrafts();
  });
}

async function resume(draft, file) {
  await ready;
  try {
    const [name] = await call("resume", draft);
    chosen = await drafted({ file, name, view: await call("view", name) });
  } catch (error) {
    return tell("broken", error.message.slice(-200)); // kept by a version that wrote it otherwise
  }
  entries.push(chosen);
  show();
}

// starting -------------------------------------------------------------------------------------

if (!one("#page").hidden) {
  listen(take, takeLast);
  const held = one("script#worker\\.js");
  withPdf = !held || Boolean(document.getElementById("pdf.zip"));
  build();
  const late = setTimeout(() => tell("slow"), PATIENCE);
  ready = start((step) => status[0] === "slow" || tell("getting", step + 1)).then(
    (known) => {
      clearTimeout(late);
      standard = known;
      one("#version").textContent = `ogireport ${known.version}`;
      tell("ready");
      document.body.dataset.ready = String(Math.round(performance.now()));
      call("warm");
    },
    (error) => {
      clearTimeout(late);
      tell("failed", error.message.slice(-300));
      document.body.dataset.failed = error.message;
      throw error;
    },
  );
  ready.catch(() => {});
}
