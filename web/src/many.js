// Several files: one line for each, those first that need attention.
import { h } from "./dom.js";
import { of, say } from "./words.js";

const URGENCY = ["bad", "open", "good"];
const urgency = (entry) => (entry.refused ? -1 : entry.view ? URGENCY.indexOf(entry.view.verdict.tone) : URGENCY.length);

export function list(entries, chosen, { select, remove, retry, zip }) {
  const line = (entry) =>
    h("tr", { "data-entry": String(entries.indexOf(entry)), class: [entry === chosen && "chosen", entry.refused && "refused"].filter(Boolean).join(" ") || null },
      h("th", { scope: "row" }, entry.view ? h("button", { type: "button", class: "link", onclick: () => select(entry), "aria-current": entry === chosen ? "true" : null }, entry.file) : entry.file),
      entry.refused ? refused(entry, retry) : facts(entry.view),
      h("td", {}, h("button", { type: "button", class: "link", onclick: () => remove(entry), "aria-label": `${say("close")} ${entry.file}` }, say("close"))));
  const heads = ["file", "organ", "year", "verdict"].map((key) => h("th", { scope: "col" }, say(key)));
  return [
    h("h2", {}, say("counted", say("files"), entries.length)),
    h("div", { class: "sheet", tabIndex: 0, role: "region", "aria-label": say("files") }, h("table", { class: "list" }, h("thead", {}, h("tr", {}, heads, h("td", {}))), h("tbody", {}, [...entries].sort((one, other) => urgency(one) - urgency(other)).map(line)))),
    entries.filter((entry) => entry.view?.cells).length > 1 && h("p", { class: "buttons" }, h("button", { type: "button", onclick: zip }, say("allPackage"))),
  ].filter(Boolean);
}

function facts(view) {
  if (!view) return [h("td", { colSpan: 3 }, "…")];
  return [
    h("td", {}, view.organ ?? ""),
    h("td", {}, view.year ?? ""),
    h("td", {}, h("span", { class: `mark ${view.verdict.tone}` }, of(view.verdict))),
  ];
}

function refused(entry, retry) {
  const year = h("input", { type: "number", min: entry.year?.minimum, max: entry.year?.maximum, "aria-label": say("yearIs") });
  return h("td", { colSpan: 3, class: "reason" }, h("b", {}, say("refused")), " ", of(entry.refused),
    entry.year && [" ", h("label", {}, say("yearIs"), " ", year), " ", h("button", { type: "button", onclick: () => year.value && retry(entry, year.value) }, say("again"))]);
}
