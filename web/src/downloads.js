// Files to hand on, and the printed report.
import { call } from "./engine.js";
import { h, save } from "./dom.js";
import { say } from "./words.js";

const office = "application/vnd.openxmlformats-officedocument.";
const docx = `${office}wordprocessingml.document`;
const stem = (file) => file.replace(/\.[^.#]*$/, "").replace(/[\\/:*?"<>|#]/g, "-");

export function downloads(view) {
  const name = stem(view.own && view.named ? `${view.title}.` : view.file);
  const hand = !view.own && view.edits.length > 0;
  const final = view.cells && (!view.own || view.named); // nobody publishes a report of no organ
  const own = hand ? `${name}-${say("editedName")}` : name;
  const button = (label, work, look = "") => h("button", { type: "button", class: look, onclick: work }, label);
  const json = (file, whole) => async () => {
    save(`${file}.json`, await call("report", view.name, whole), "application/json");
    if (!whole) tell("handed", view.name);
  };
  return [
    button(say("print"), () => window.print(), "primary"),
    view.cells && button(say(hand ? "asEdited" : "asJson"), json(own, false)),
    view.cells && hand && button(say("asRead"), json(name, true)),
    final && button(say("asWord"), async () => save(`${own}.docx`, await call("word", view.name), docx)),
    final && button(say("asPublication"), async () => {
      save(`${own}-${say("publicationName")}.zip`, await call("publication", view.name), "application/zip");
      tell("handed", view.name);
    }),
    view.cells && button(say("asPackage"), () => zip([view.name], `${own}-${say("packageName")}`)),
    button(say("asFindings"), async () =>
      save(`${own}-${say("findingsName")}.json`, await call("findings", [view.name]), "application/json"),
    ),
    view.cells && button(say("keep"), () => tell("keep", view.name)),
  ].filter(Boolean);
}

const tell = (kind, detail) => document.dispatchEvent(new CustomEvent(kind, { detail }));

export async function zip(names, title) {
  save(`${title}.zip`, await call("data_package", names, title), "application/zip");
}
