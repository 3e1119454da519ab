// Last year's reports: what this year's are compared with, never shown themselves.
import { call } from "./engine.js";
import { h, one } from "./dom.js";
import { of, say } from "./words.js";

export const lasts = []; // {file, name, draft, organ, year} or {file, refused}

// Put the reports of files on the desk as last year's.
export async function takeEarlier(files) {
  for (const file of files) {
    const made = await call("read", file.name, new Uint8Array(await file.arrayBuffer()), 0, true);
    const read = made.refused ? [{ ...made, file: file.name }] : made;
    for (const each of read) lasts.push(each.refused ? each : await known(each));
  }
}

async function known(name) {
  const draft = await call("draft", name);
  return { name, file: draft.file, organ: draft.origin.organ?.name, year: draft.origin.reporting_year, draft: JSON.stringify(draft) };
}

export function zone(choose) {
  return h("section", { id: "earlier", class: "noprint", "aria-label": say("earlier") },
    h("p", { class: "big" }, say("earlier")),
    h("p", { class: "hint" }, say("earlierHint")),
    h("p", { class: "buttons" }, h("button", { type: "button", id: "chooseEarlier", onclick: choose }, say("chooseEarlier"))),
    h("ul", { id: "lasts" }));
}

// The list in the zone; `changed` is told when one is taken away.
export function listEarlier(changed) {
  const drop = (last) => async () => {
    lasts.splice(lasts.indexOf(last), 1);
    if (last.name) await call("forget", last.name);
    changed();
  };
  one("#lasts").replaceChildren(...lasts.map((last) =>
    h("li", { class: last.refused ? "reason" : null },
      last.refused ? `${last.file}：${of(last.refused)}` : [last.organ, last.year, last.file].join(" · "), " ",
      h("button", { type: "button", class: "link", "aria-label": `${say("close")} ${last.file}`, onclick: drop(last) }, say("close")))));
}
