// What was found in a report, the gravest first.
import { h } from "./dom.js";
import { clear, draw, go } from "./form.js";
import { of, say } from "./words.js";

export function findings(view, standard) {
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
          ? h("details", {}, h("summary", {}, heading(key, groups)), h("ul", {}, groups.get(key).map((finding) => item(finding, view, standard))))
          : [heading(key, groups), h("ul", {}, groups.get(key).map((finding) => item(finding, view, standard)))],
      ),
    ),
  ].filter(Boolean);
}

const heading = (key, groups) => h("h4", {}, say("counted", say(key), groups.get(key).length));

function item(finding, view, standard) {
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
