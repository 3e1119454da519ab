// What stands outside the tables of a report that is written here: particulars and narrative.
import { all, h, one } from "./dom.js";
import { lang, of, say } from "./words.js";

const title = ({ label }) => (lang === "zh" && label.item_no ? `${label.item_no}、${of(label)}` : of(label));
const of_kind = (standard, prose) => standard.fields.filter(({ kind }) => (kind === "prose") === prose);

function made(field, standard, typed) {
  const given = { "data-path": field.path, autocomplete: "off" };
  const input =
    field.kind === "choice" ? h("select", given, h("option", { value: "" }, ""), field.options.map((each) => h("option", { value: each.code }, of(each))))
    : field.kind === "prose" ? h("textarea", { ...given, rows: "8" })
    : h("input", { ...given, type: field.kind, min: field.kind === "number" && String(standard.years[0]), max: field.kind === "number" && String(standard.years[1]) });
  input.addEventListener("input", () => typed(field.path, input.value));
  return h("label", {}, h("span", {}, title(field)), input);
}

export function particulars(standard, typed) {
  return h("section", { id: "particulars", class: "particulars noprint", "aria-label": say("particulars") },
    of_kind(standard, false).map((field) => made(field, standard, typed)));
}

// A place to write each section in; below it the figures that it states, as they are compared.
export function prose(standard, typed) {
  return of_kind(standard, true).map((field) =>
    h("div", { class: "prose noprint" }, made(field, standard, typed),
      h("p", { class: "text", "data-section": field.path.split("/")[1] })));
}

export function write(words) {
  for (const input of all("[data-path]", one("#report"))) {
    const { text, refused } = words[input.dataset.path];
    if (document.activeElement !== input) input.value = text;
    if (refused) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
}
