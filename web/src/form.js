// A form table as it is printed, with a field for every figure and its equations drawn on it.
import { all, h, one } from "./dom.js";
import { lang, of, say } from "./words.js";

export const WAYS = 3; // suggestions that are shown at once
const field = (path) => one(`td[data-cell="${path}"]`);

export function table(form, standard, filled) {
  const rows = [];
  for (const piece of form.pieces) {
    rows[piece.row] ??= [];
    const spans = { rowSpan: piece.rows, colSpan: piece.columns };
    rows[piece.row].push(piece.cell ? filled(piece.cell, spans) : h("th", spans, of(piece.text)));
  }
  const title = of(form.title) + (form.edition ? say("edition", of(form.edition)) : "");
  return h(
    "div",
    { class: `sheet ${form.table}`, role: "region", "aria-label": title, tabIndex: 0 },
    h("table", {}, h("caption", {}, title), h("tbody", {}, rows.map((row) => h("tr", {}, row)))),
  );
}

export function editable(standard, typed) {
  return (cell, spans) => {
    const label = of(standard.captions[cell]);
    const input = h("input", { type: "text", "aria-label": label, autocomplete: "off", spellcheck: "false" });
    input.addEventListener("input", () => typed(cell, input.value));
    return h("td", { ...spans, "data-cell": cell }, input, h("small", { class: "why" }), h("span", { class: "should" }));
  };
}

// What the findings say of each cell: its own failing equations and those it is a part of.
function faults(view) {
  const found = { at: new Map(), part: new Map() };
  const add = (map, cell, finding) => map.set(cell, [...(map.get(cell) || []), finding]);
  for (const finding of view.findings) {
    if (finding.outcome !== "fail" || !finding.detail) continue;
    add(found.at, finding.cells[0], finding);
    finding.sides.flat().forEach((cell) => add(found.part, cell, finding));
  }
  return found;
}

export function fill(view, standard) {
  const fault = faults(view);
  for (const td of all("td[data-cell]", one("#report"))) {
    const cell = td.dataset.cell;
    const known = view.cells[cell];
    const input = td.firstChild;
    if (document.activeElement !== input || view.trial) input.value = known.text;
    const own = fault.at.get(cell);
    const must = own?.some((finding) => finding.requirement === "must");
    td.className = [
      own && (must ? "bad" : "odd"),
      !own && known.jump && "odd",
      known.status && (view.own && !known.text ? "todo" : "null"),
      known.placed && "placed",
      known.edited && "edited",
      !known.edited && known.printed && known.printed !== known.text && "reworded",
    ].filter(Boolean).join(" ");
    const why = known.status && !(view.own && !known.text) ? of(standard.statuses[known.status]) : "";
    const apart = own ? by(own[0]) : known.jump ? say("lastYear", known.last) : "";
    one(".why", td).textContent = apart || why;
    one(".should", td).replaceChildren();
    if (must) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    input.setAttribute("aria-label", [of(standard.captions[cell]), apart, why].filter(Boolean).join(lang === "zh" ? "，" : ", "));
  }
  return fault;
}

// The cell that is likely wrong is the loud one, with the figure that it should have; what it puts
// out elsewhere is marked more quietly. Where nothing is likelier, all that may be wrong is marked.
export function point(imbalances, attempt) {
  for (const { certain, alternatives, equations } of imbalances) {
    const ways = certain ? alternatives.slice(0, 1) : alternatives.slice(0, WAYS);
    if (certain) equations.forEach(({ cell }) => field(cell)?.classList.replace("bad", "off"));
    for (const way of ways) {
      for (const { cell, proposed } of way.changes) {
        const td = field(cell);
        td.classList.remove("off");
        td.classList.add(certain ? "bad" : "maybe");
        one(".should", td).append(h("button", { type: "button", onclick: () => attempt(way.changes) }, say(certain ? "mustBe" : "perhaps", proposed)));
      }
    }
  }
}

const by = (finding) => say(finding.relation === "le" ? "excess" : "difference", finding.difference);

export function draw(finding) {
  clear();
  finding.sides[0].forEach((cell) => field(cell)?.classList.add("left"));
  finding.sides[1].forEach((cell) => field(cell)?.classList.add("right"));
}

export function clear() {
  all("td.left, td.right").forEach((td) => td.classList.remove("left", "right"));
}

export function go(cell) {
  const td = field(cell);
  if (!td) return;
  td.scrollIntoView({ block: "center", inline: "center", behavior: "smooth" });
  td.firstChild.focus({ preventScroll: true });
}

// The note that goes with the cell under the mouse or the cursor.
export function tip(cell, view, standard, fault) {
  const known = view.cells[cell];
  const line = (name, text) => h("p", {}, h("b", {}, name), " ", text);
  const found = fault.at.get(cell) || fault.part.get(cell) || [];
  return [
    h("p", { class: "where" }, of(standard.captions[cell])),
    known.edited && line(say("before"), known.origin || say("printedBlank")),
    known.printed && known.printed !== known.origin && line(say("printed"), known.printed),
    known.last && line(say("lastYearIs"), known.last),
    known.jump && line(say("legendOdd"), say("jump")),
    known.status && line(of(standard.statuses[known.status]), of({ zh: standard.statuses[known.status].description_zh, en: standard.statuses[known.status].description_en })),
    known.placed && line(say("legendPlaced"), say("placed")),
    found.slice(0, 3).map((finding) => line(finding.rule, say("counted", of(finding.detail), by(finding)))),
  ];
}

// Arrow keys go from figure to figure, as in a spreadsheet.
export function arrows(event) {
  const steps = { ArrowUp: [0, -1], ArrowDown: [0, 1], Enter: [0, 1] };
  const at = event.target.closest?.("td[data-cell]");
  if (!at || !steps[event.key] || event.isComposing) return;
  const box = at.getBoundingClientRect();
  const up = steps[event.key][1] < 0;
  const below = all("td[data-cell]", at.closest("table")).filter((td) => {
    const other = td.getBoundingClientRect();
    const aligned = other.left < box.right - 2 && other.right > box.left + 2;
    return aligned && (up ? other.bottom <= box.top + 2 : other.top >= box.bottom - 2);
  });
  const next = up ? below.at(-1) : below[0];
  if (next) {
    event.preventDefault();
    next.firstChild.focus();
    next.firstChild.select();
  }
}
