// One report: verdict, tables, what to do, downloads.
import { call } from "./engine.js";
import { all, h, one, save } from "./dom.js";
import { arrows, clear, draw, editable, fill, go, table, tip } from "./form.js";
import { lang, of, say } from "./words.js";

let view; // the report as the desk last showed it
let standard;
let fault;
let pending = Promise.resolve();
let waiting = null; // the last thing typed while an answer was on its way
const WAYS = 3; // suggestions that are shown at once

export function open(shown, known, drafts) {
  view = shown;
  standard = known;
  const place = one("#report");
  place.hidden = false;
  place.replaceChildren(...body(drafts));
  if (view.cells) {
    place.addEventListener("keydown", arrows);
    listen(one("#tables"));
  }
  update(view);
}

export const current = () => view?.name;

function body(drafts) {
  const head = h("header", { class: "verdict", id: "verdict", tabIndex: -1 });
  const facts = view.cells
    ? [h("h2", {}, view.title), h("p", { class: "facts" }, [view.organ, view.year, view.file].join(" · "))]
    : [h("h2", {}, view.file)];
  const side = h(
    "div",
    { class: "side" },
    h("section", { id: "changed" }),
    h("section", { id: "suggestions", "aria-live": "polite" }),
    h("section", { id: "findings" }),
    h("section", { id: "downloads", class: "noprint" }),
  );
  if (!view.cells) return [head, ...facts, h("p", {}, say("structure")), side, tooltip()];
  const legend = ["Bad", "Null", "Placed", "Edited", "Left", "Right"];
  return [
    h("div", { class: "top" }, facts, head, h("p", { class: "levels", id: "levels" }), h("ul", { id: "remarks" })),
    h(
      "div",
      { class: "work" },
      h(
        "div",
        { class: "main" },
        h("h3", {}, say("tables")),
        h("p", { class: "hint noprint" }, say("tablesHint")),
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
    parts.map((part) => {
      const title = `${part.item_no}、${of(part)}`;
      const text = view.sections[part.code];
      if (text === null) return h("p", { class: "missing" }, h("b", {}, title), " ", say("missing"));
      return h("details", {}, h("summary", {}, title), text.split("\n").map((line) => h("p", {}, line)));
    }),
  );
}

// Everything that changes when a figure changes.
export function update(shown) {
  view = shown;
  one("#verdict").className = `verdict ${view.verdict.tone}`;
  one("#verdict").textContent = of(view.verdict);
  if (view.cells) {
    fault = fill(view, standard);
    const reached = standard.levels.map((level, n) =>
      h("span", { class: view.reached[n] ? "yes" : "no" }, `${view.reached[n] ? "✓" : "✗"} ${of(level)}`),
    );
    one("#levels").replaceChildren(...reached);
    one("#remarks").replaceChildren(...view.remarks.map((remark) => h("li", {}, of(remark))));
  }
  one("#findings").replaceChildren(...findings());
  one("#changed").replaceChildren(...changed());
  one("#downloads").replaceChildren(...downloads());
  suggest();
  document.dispatchEvent(new CustomEvent("checked", { detail: view }));
}

function findings() {
  const groups = new Map();
  for (const finding of view.findings) {
    const key = finding.outcome === "fail" ? finding.requirement : "undetermined";
    groups.set(key, [...(groups.get(key) || []), finding]);
  }
  const order = ["must", "should", "may", "undetermined"].filter((key) => groups.has(key));
  return [
    h("h3", {}, say("findings")),
    !order.length && h("p", { class: "good" }, say("nothing")),
    ...order.map((key) =>
      h(
        "div",
        { class: `group ${key}` },
        key === "undetermined"
          ? h("details", {}, h("summary", {}, heading(key, groups)), h("ul", {}, groups.get(key).map(item)))
          : [heading(key, groups), h("ul", {}, groups.get(key).map(item))],
      ),
    ),
  ].filter(Boolean);
}

const heading = (key, groups) => h("h4", {}, `${say(key)}（${groups.get(key).length}）`);

function item(finding) {
  const rule = standard.rules[finding.rule];
  const cell = finding.cells.find((each) => view.cells?.[each]);
  const show = { onmouseenter: () => finding.detail && draw(finding), onmouseleave: clear };
  return h(
    "li",
    show,
    h("p", {}, h("code", {}, finding.rule), " ", of(finding.message)),
    finding.detail && h("p", { class: "detail" }, of(finding.detail)),
    cell && h("button", { type: "button", class: "link noprint", onclick: () => { go(cell); draw(finding); } }, say("seeCell")),
    rule && h("details", { class: "noprint" }, h("summary", {}, say("whatToDo")),
      h("p", {}, of(rule.repair)),
      h("p", { class: "basis" }, `${say("basis")}：${rule.clause.document} ${rule.clause.place} “${rule.clause.quote}”`)),
  );
}

// What was typed goes to the desk one after the other; only the last of a burst is asked.
export function typed(cell, text) {
  waiting = { ...(waiting || {}), [cell]: text };
  pending = pending.then(async () => {
    if (!waiting) return;
    const batch = Object.entries(waiting);
    waiting = null;
    let shown;
    for (const [path, said] of batch) shown = await call("edit", view.name, path, said);
    update(shown);
  });
  return pending;
}

let asked = 0;
async function suggest() {
  const mine = ++asked;
  const place = one("#suggestions");
  if (view.trial) return place.replaceChildren(...attempt());
  if (!view.findings.some((found) => found.requirement === "must" && found.detail)) return place.replaceChildren();
  const found = await call("suggest", view.name);
  if (mine !== asked) return;
  place.replaceChildren(...offered(found));
}

function offered({ imbalances, determined }) {
  if (!imbalances.length && !determined.length) return [];
  const way = (suggestion) =>
    h(
      "li",
      {},
      h("p", {}, of(suggestion.message)),
      h("p", { class: "reason" }, of(suggestion.reason)),
      h("button", { type: "button", class: "noprint", onclick: () => attemptWith(suggestion.changes) }, say("effect")),
    );
  return [
    h("h3", {}, say("suggestions")),
    h("p", { class: "hint" }, say("suggestionsHint")),
    ...imbalances.map((imbalance) => {
      if (!imbalance.located) return h("p", {}, say("unlocated"));
      const [shown, more] = [imbalance.alternatives.slice(0, WAYS), imbalance.alternatives.slice(WAYS)];
      return h(
        "div",
        { class: "ways" },
        h("h4", {}, say(imbalance.certain ? "likely" : "unclear")),
        h("ol", {}, shown.map(way)),
        more.length > 0 && h("details", { class: "noprint" }, h("summary", {}, say("moreWays", more.length)), h("ol", { start: String(WAYS + 1) }, more.map(way))),
      );
    }),
    determined.length > 0 &&
      h("div", { class: "ways" }, h("h4", {}, say("determined")),
        h("ul", {}, determined.map((change) => h("li", {}, `${of(standard.captions[change.cell])} = ${change.proposed}`))),
        h("button", { type: "button", class: "noprint", onclick: () => attemptWith(determined) }, say("effect"))),
  ].filter(Boolean);
}

async function attemptWith(changes) {
  update(await call("attempt", view.name, changes.map((change) => [change.cell, change.proposed])));
  go(changes[0].cell);
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
  const cells = Object.keys(view.edits);
  if (!cells.length || view.trial) return [];
  const restore = async () => update(await call("restore", view.name));
  return [
    h("p", {}, say("edited", cells.length)),
    h("ul", {}, cells.map((cell) => h("li", {}, `${of(standard.captions[cell])}：${view.cells[cell].origin || say("printedBlank")} → ${view.cells[cell].text || say("printedBlank")}`))),
    h("button", { type: "button", class: "noprint", onclick: restore }, say("restore")),
  ];
}

// downloads ------------------------------------------------------------------------------------

const stem = (file) => file.replace(/\.[^.#]*$/, "").replace(/[\\/:*?"<>|#]/g, "-");

function downloads() {
  if (view.trial) return [];
  const name = stem(view.file);
  const hand = Object.keys(view.edits).length > 0;
  const own = hand ? `${name}-${say("editedName")}` : name;
  const button = (label, work, look = "") => h("button", { type: "button", class: look, onclick: work }, label);
  const json = (file, whole) => async () => save(`${file}.json`, await call("report", view.name, whole), "application/json");
  return [
    h("h3", {}, say("downloads")),
    h(
      "p",
      { class: "buttons" },
      view.cells && button(say(hand ? "asEdited" : "asJson"), json(own, false), "primary"),
      view.cells && hand && button(say("asRead"), json(name, true)),
      view.cells && button(say("asPackage"), () => zip([view.name], `${own}-${say("packageName")}`)),
      button(say("asFindings"), async () =>
        save(`${own}-${say("findingsName")}.json`, await call("findings", [view.name]), "application/json"),
      ),
      button(say("print"), () => window.print()),
      view.cells && button(say("keep"), () => document.dispatchEvent(new CustomEvent("keep", { detail: view.name }))),
    ),
  ];
}

export async function zip(names, title) {
  save(`${title}.zip`, await call("data_package", names, title), "application/zip");
}

// the note beside a cell -----------------------------------------------------------------------

function listen(place) {
  const show = (event) => {
    const td = event.target.closest?.("td[data-cell]");
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
  };
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
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && one("#tip")) one("#tip").hidden = true;
  });
}
