// Work in progress, kept in the browser when asked, until removed.
import { call } from "./engine.js";
import { h, one } from "./dom.js";
import { say } from "./words.js";

const DRAFTS = "ogireport-draft-";

function kept() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(DRAFTS)).sort();
  } catch {
    return [];
  }
}

// Keep a report; what to tell of it.
export async function keep(name) {
  try {
    const draft = await call("draft", name);
    localStorage.setItem(DRAFTS + draft.file, JSON.stringify(draft));
    return "kept";
  } catch {
    return "noRoom";
  }
}

// The list of drafts; `resume` takes a draft and its file, `removed` is told.
export function drafts(resume, removed) {
  const line = (key) => {
    const file = key.slice(DRAFTS.length);
    const drop = () => {
      localStorage.removeItem(key);
      removed();
    };
    return h("li", {}, file, " ",
      h("button", { type: "button", class: "link", onclick: () => resume(localStorage.getItem(key), file) }, say("resume")), " ",
      h("button", { type: "button", class: "link", onclick: drop }, say("remove")));
  };
  const lines = kept().map(line);
  one("#drafts").replaceChildren(...(lines.length ? [h("h2", {}, say("drafts")), h("ul", {}, lines)] : []));
}
