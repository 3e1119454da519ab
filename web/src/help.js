// How the page is used, without leaving it; and which version it is.
import { h, one } from "./dom.js";
import { list, say } from "./words.js";

export function help() {
  const dialog = one("#help");
  dialog.replaceChildren(
    h("h2", {}, say("help")),
    h("ol", {}, list("steps").map((step) => h("li", {}, step))),
    h("h3", {}, say("colours")),
    h("dl", {}, list("legend").map(([kind, name, told]) => [h("dt", { class: `swatch ${kind}` }, name), h("dd", {}, told)])),
    h("h3", {}, say("privacy")),
    h("p", {}, say("privacyTold")),
    h("p", { class: "buttons" }, h("button", { type: "button", class: "primary", onclick: () => dialog.close() }, say("understood"))),
  );
  dialog.showModal();
}

export function footer(version) {
  return h("footer", { class: "foot noprint" },
    h("button", { type: "button", id: "helping", class: "link", onclick: help }, say("help")), " · ",
    h("span", { id: "version" }, version ? `ogireport ${version}` : ""));
}
