// One report: verdict, tables, what to do, downloads.
import { call } from "./engine.js";
import { all, h, one } from "./dom.js";
import { downloads } from "./downloads.js";
import { particulars, prose, write } from "./fields.js";
import { findings } from "./findings.js";
import { arrows, clear, draw, editable, fill, go, point, table, tip } from "./form.js";
import { underlined } from "./statements.js";
import { offered } from "./suggestions.js";
import { lang, of, say } from "./words.js";

let view; // the report as the desk last showed it
let standard;
let fault;
let pending = Promise.resolve();
const waiting = new Map(); // what was typed last into each cell while an answer was on its way

export function open(shown, known) {
  view = shown;
  standard = known;
  const place = one("#report");
  place.hidden = false;
  place.replaceChildren(...body());
  if (view.cells) {
    one("#tables").addEventListener("keydown", arrows);
    listen(one("#tables"));
  }
  update(view);
}

function body() {
  const head = h("header", { class: "verdict", id: "verdict", tabIndex: -1 });
  const facts = view.cells ? [h("h2", { id: "title" }), h("p", { class: "facts", id: "facts" })] : [h("h2", {}, view.file)];
  const side = h(
    "div",
    { class: "side" },
    h("section", { id: "changed" }),
    h("section", { id: "suggestions", "aria-live": "polite" }),
    h("section", { id: "findings" }),
  );
  const bar = h("section", { id: "downloads", class: "noprint", "aria-label": say("downloads") });
  if (!view.cells) return [head, ...facts, h("p", {}, say("structure")), side, bar, tooltip()];
  const legend = view.own ? ["Todo", "Bad", "Off", "Odd", "Left", "Right"] : ["Bad", "Off", "Odd", "Null", "Placed", "Edited", "Left", "Right"];
  return [
    h("div", { class: "top" }, facts, head, h("p", { class: "levels", id: "levels" }), h("p", { class: "covered", id: "covered" }), h("p", { id: "note", class: "note" }), h("ul", { id: "remarks" })),
    h(
      "div",
      { class: "work" },
      h(
        "div",
        { class: "main" },
        view.own && particulars(standard, typed),
        h("h3", {}, say("tables")),
        h("p", { class: "hint noprint" }, say(view.own ? "fillHint" : "tablesHint")),
        h("p", { class: "legend" }, legend.map((kind) => h("span", { class: kind.toLowerCase() }, say(`legend${kind}`)))),
        h(
          "div",
          { id: "tables" },
          view.forms.map((name) => table(standard.forms[name], standard, editable(standard, typed))),
        ),
        local(),
        narrative(),
      ),
      side,
    ),
    bar,
    h("div", { class: "colophon" }, h("p", {}, say("printedOn", new Date().toISOString().slice(0, 10), standard.version)), h("p", {}, say("signed"))),
    tooltip(),
  ];

  function tooltip() {
    return h("div", { id: "tip", role: "tooltip", hidden: true });
  }
}

function local() {
  if (!view.local_rows.length) return null;
  const rows = view.local_rows.map((row) => h("li", {}, `${row.label}：${row.values.join(" | ")}`));
  return h("section", {}, h("h3", {}, say("local")), h("ul", {}, rows));
}

function narrative() {
  const parts = standard.sections.filter((section) => section.kind === "narrative");
  return h(
    "section",
    { id: "sections" },
    h("h3", {}, say("sections")),
    h("p", { class: "hint noprint" }, say("statements")),
    view.own ? prose(standard, typed) : parts.map((part) => {
      const title = lang === "zh" ? `${part.item_no}、${part.zh}` : part.en;
      const text = view.sections[part.code];
      if (text === null) return h("p", { class: "missing" }, h("b", {}, title), " ", say("missing"));
      const differs = view.statements[part.code]?.some(({ outcome }) => outcome === "differs");
      return h("details", { open: Boolean(differs) }, h("summary", {}, title), h("p", { class: "text", "data-section": part.code }));
    }),
  );
}

function restate() {
  for (const place of all("#sections [data-section]")) {
    const code = place.dataset.section;
    if (view.own && !view.statements[code]) place.replaceChildren();
    else place.replaceChildren(...underlined(view.sections[code], view.statements[code]));
  }
}

// Everything that changes when a figure changes.
function update(shown) {
  view = shown;
  one("#verdict").className = `verdict ${view.verdict.tone}`;
  one("#verdict").textContent = of(view.verdict);
  if (view.cells) {
    fault = fill(view, standard);
    restate();
    if (view.own) write(view.words);
    one("#title").textContent = view.own && !view.named ? say("untitled") : view.title;
    one("#facts").textContent = [view.named && view.organ, view.year, view.file].filter(Boolean).join(" · ");
    const reached = standard.levels.map((level, n) =>
      view.levels[n] !== null && h("span", { class: view.levels[n] ? "yes" : "no" }, `${view.levels[n] ? "✓" : "✗"} ${of(level)}`),
    );
    one("#levels").replaceChildren(...reached.filter(Boolean));
    one("#covered").textContent = of(view.coverage);
    one("#note").textContent = view.note ? of(view.note) : "";
    const remarks = [...view.remarks.map(of), view.own && !view.named && say("nameFirst")].filter(Boolean);
    one("#remarks").replaceChildren(...remarks.map((remark) => h("li", {}, remark)));
  }
  if (!one("#tip").hidden) show({ target: document.activeElement });
  one("#findings").replaceChildren(...findings(view, standard));
  one("#changed").replaceChildren(...changed());
  one("#downloads").replaceChildren(...(view.trial ? [] : downloads(view)));
  suggest();
  document.dispatchEvent(new CustomEvent("checked", { detail: view }));
}

// What was typed goes to the desk one after the other; only the last of a burst is asked.
function typed(cell, text) {
  waiting.set(cell, [view.name, cell, text]);
  pending = pending.then(async () => {
    const batch = [...waiting.values()];
    waiting.clear();
    let shown;
    for (const edit of batch) shown = await call("edit", ...edit);
    if (shown?.name === view.name) update(shown);
  });
}

const PAUSE = 200; // milliseconds without a change before suggestions are looked for
let asked = 0;
async function suggest() {
  const mine = ++asked;
  const place = one("#suggestions");
  if (view.trial) return place.replaceChildren(...attempt());
  if (!view.findings.some((found) => found.requirement === "must" && found.detail)) return place.replaceChildren();
  await new Promise((next) => setTimeout(next, PAUSE)); // the next figure may already be on its way
  if (mine !== asked) return;
  const found = await call("suggest", view.name);
  if (mine !== asked) return;
  place.replaceChildren(...offered(found, standard, attemptWith, view.own && settle));
  point(found.imbalances, attemptWith);
  const { determined } = found;
  if (view.own && determined.length)
    one("#downloads").prepend(h("button", { type: "button", class: "primary", onclick: () => settle(determined) }, say("settleAll", determined.length)));
}

async function attemptWith(changes) {
  update(await call("attempt", view.name, changes.map((change) => [change.cell, change.proposed])));
  go(changes[0].cell);
}

// In a report that is being written, what only one figure can fill is filled in at once.
async function settle(changes) {
  await call("attempt", view.name, changes.map((change) => [change.cell, change.proposed]));
  update(await call("adopt", view.name));
}

function attempt() {
  const end = (verb, ...more) => async () => update(await call(verb, view.name, ...more));
  return [
    h(
      "div",
      { class: "trial noprint", role: "status" },
      h("p", {}, say("trial")),
      h("button", { type: "button", class: "primary", onclick: end("adopt") }, say("adopt")),
      " ",
      h("button", { type: "button", onclick: end("attempt", []) }, say("drop2")),
    ),
  ];
}

function changed() {
  const cells = view.edits;
  if (view.own || !cells.length || view.trial) return [];
  const restore = async () => update(await call("restore", view.name));
  return [
    h("p", {}, say("edited", cells.length)),
    h("ul", {}, cells.map((cell) => h("li", {}, `${of(standard.captions[cell])}：${view.cells[cell].origin || say("printedBlank")} → ${view.cells[cell].text || say("printedBlank")}`))),
    h("button", { type: "button", class: "noprint", onclick: restore }, say("restore")),
  ];
}

// the note beside a cell -----------------------------------------------------------------------

function show({ target }) {
  const td = target?.closest?.("td[data-cell]");
  if (!td) return;
  const note = one("#tip");
  note.replaceChildren(...tip(td.dataset.cell, view, standard, fault).flat().filter(Boolean));
  note.hidden = false;
  const box = td.getBoundingClientRect();
  const left = Math.min(box.left, document.documentElement.clientWidth - note.offsetWidth - 8);
  const above = box.bottom + note.offsetHeight + 8 > window.innerHeight;
  note.style.left = `${Math.max(8, left) + window.scrollX}px`;
  note.style.top = `${(above ? box.top - note.offsetHeight - 6 : box.bottom + 6) + window.scrollY}px`;
  td.firstChild.setAttribute("aria-describedby", "tip");
  const found = (fault.at.get(td.dataset.cell) || fault.part.get(td.dataset.cell) || [])[0];
  if (found) draw(found);
  else clear();
}

function listen(place) {
  const hide = () => {
    const note = one("#tip");
    if (!document.activeElement?.closest?.("td[data-cell]")) {
      note.hidden = true;
      clear();
    } else if (!note.hidden) {
      show({ target: document.activeElement });
    }
  };
  place.addEventListener("mouseover", show);
  place.addEventListener("focusin", show);
  place.addEventListener("mouseleave", hide);
  place.addEventListener("focusout", () => setTimeout(hide));
  place.addEventListener("keydown", (event) => {
    if (event.key === "Escape") one("#tip").hidden = true;
  });
}
