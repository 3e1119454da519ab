// The narrative with the figures that it states underlined: they agree, differ, or are not compared.
import { all, h } from "./dom.js";
import { go } from "./form.js";
import { of } from "./words.js";

// Places are counted in characters, of which JavaScript may hold one in two units.
export function underlined(text, statements = []) {
  const characters = [...text];
  const piece = (from, to) => characters.slice(from, to).join("");
  const made = [];
  let at = 0;
  for (const said of statements) {
    if (said.end <= at) continue;
    const start = Math.max(said.start, at);
    made.push(piece(at, start), marked(said, piece(start, said.end)));
    at = said.end;
  }
  return [...made, piece(at)];
}

function marked(said, text) {
  const cells = () => said.cells.flatMap((cell) => all(`td[data-cell="${cell}"]`));
  const light = (on) => () => cells().forEach((td) => td.classList.toggle("said", on));
  return h(
    "mark",
    {
      class: `statement ${said.outcome}`,
      title: of(said.told),
      tabindex: "0",
      onmouseenter: light(true),
      onmouseleave: light(false),
      onfocus: light(true),
      onblur: light(false),
      onclick: () => said.cells.length && go(said.cells[0]),
    },
    text,
  );
}
