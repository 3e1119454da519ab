// A new report: of which year, after which report of the year before, here or in a workbook.
import { call } from "./engine.js";
import { h, one, save } from "./dom.js";
import { say } from "./words.js";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

// The dialog; `begin` is told the year and the name that last year's report has on the desk.
export function beginning(lasts, [minimum, maximum], begin) {
  const dialog = one("#beginning");
  const known = lasts.filter((last) => last.name);
  const year = h("input", { type: "number", required: true, min: String(minimum), max: String(maximum) });
  const last = h("select", {}, h("option", { value: "" }, say("fromNothing")),
    known.map(({ name, organ, year }) => h("option", { value: name }, `${organ} ${year}`)));
  const follow = () => {
    const chosen = known.find(({ name }) => name === last.value);
    year.value = chosen ? chosen.year + 1 : new Date().getFullYear() - 1;
  };
  last.addEventListener("change", follow);
  if (known.length) last.value = known[0].name;
  follow();
  const then = (work) => () => {
    if (!year.reportValidity()) return;
    dialog.close();
    work(Number(year.value), last.value);
  };
  const workbook = async (...about) => save(`${say("entryFormName")}.xlsx`, await call("entry_form", ...about), XLSX);
  dialog.replaceChildren(
    h("h2", {}, say("new")),
    h("p", { class: "hint" }, say("newHint")),
    h("div", { class: "particulars" },
      h("label", {}, h("span", {}, say("yearIs")), year),
      h("label", {}, h("span", {}, say("fromLast")), last)),
    h("p", { class: "buttons" },
      h("button", { type: "button", class: "primary", onclick: then(begin) }, say("fillHere")),
      h("button", { type: "button", onclick: then(workbook) }, say("entryForm")),
      h("button", { type: "button", onclick: () => dialog.close() }, say("cancel"))),
  );
  dialog.showModal();
  year.focus();
}
