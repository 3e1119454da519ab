// The sum of several reports, cell by cell: what stands in its way, who is missing, and its files.
import { call } from "./engine.js";
import { h, one, save } from "./dom.js";
import { table } from "./form.js";
import { lang, of, say } from "./words.js";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export function sum({ refused, count, totals, aggregates, missing, blank }, names, standard) {
  const place = one("#sum");
  const open = Boolean(one("#sum details")?.open);
  const head = h("h2", {}, say("sum"));
  if (refused) return place.replaceChildren(head, h("p", { class: "reason" }, of(refused)));
  const comma = lang === "zh" ? "、" : ", ";
  const shown = (total) => (cell, spans) => {
    const lacking = total.lacking[cell];
    return h("td", { ...spans, class: lacking ? "null" : null, title: lacking ? lacking.join(comma) : null },
      h("span", {}, total.cells[cell]), lacking && h("small", { class: "why" }, say("lacking", lacking.length)));
  };
  place.replaceChildren(...[
    head,
    h("p", { class: "hint" }, say("sumHint", count)),
    aggregates.length > 0 && h("p", { class: "hint" }, say("aggregates", aggregates.join(comma))),
    missing.length > 0 && h("p", { class: "missing" }, say("missingUnits", missing.length, missing.join(comma))),
    blank.length > 0 && h("p", { class: "missing" }, say("missingFrom", blank.map(([organ, cells]) => say("missingCells", organ, cells)).join(comma))),
    h("p", { class: "buttons" }, files(names).map(([label, work]) => h("button", { type: "button", onclick: work }, say(label)))),
    h("details", { open }, h("summary", {}, say("tables")), totals.map((total) => [table(standard.forms[total.form], standard, shown(total))])),
  ].filter(Boolean));
}

// The kinds of files that the sum is handed out as: their label, and what makes them.
const files = (names) => [
  ["sumWorkbook", async () => save(`${say("sumName")}.xlsx`, await call("sum_workbook", names), XLSX)],
  ["sumReport", async () => save(`${say("sumName")}.json`, await call("sum_report", names), "application/json")],
];
