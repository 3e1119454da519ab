// What would balance a report: offered, looked at, never written by itself.
import { h } from "./dom.js";
import { WAYS } from "./form.js";
import { of, say } from "./words.js";

export function offered({ imbalances, determined }, standard, attempt, settle) {
  if (!imbalances.length && !determined.length) return [];
  const way = (suggestion) =>
    h(
      "li",
      {},
      h("p", {}, of(suggestion.message)),
      h("p", { class: "reason" }, of(suggestion.reason)),
      h("button", { type: "button", class: "noprint", onclick: () => attempt(suggestion.changes) }, say("effect")),
    );
  return [
    h("h3", {}, say(imbalances.length || !settle ? "suggestions" : "complete")),
    (imbalances.length > 0 || !settle) && h("p", { class: "hint" }, say("suggestionsHint")),
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
    determined.length > 0 && h("div", { class: "ways" }, settled(determined, standard),
      h("button", { type: "button", class: "noprint", onclick: () => (settle || attempt)(determined) }, say(settle ? "settle" : "effect"))),
  ].filter(Boolean);
}

// Blank cells that the equations leave one figure for: the zeros in one line.
function settled(determined, standard) {
  const zeros = determined.filter(({ proposed }) => proposed === 0);
  const others = determined.filter(({ proposed }) => proposed !== 0);
  const items = (changes) => h("ul", {}, changes.map(({ cell, proposed }) => h("li", {}, `${of(standard.captions[cell])} = ${proposed}`)));
  return [
    others.length > 0 && [h("h4", {}, say("determined")), items(others)],
    zeros.length > 0 && h("details", { class: "zeros" }, h("summary", {}, say("zeros", zeros.length)), h("div", { class: "noprint" }, items(zeros))),
  ];
}
