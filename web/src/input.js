// What comes into the page by pasting and dropping; `take` is given the files, `takeLast`
// those dropped on the place for last year.
import { h, one } from "./dom.js";
import { say } from "./words.js";

const named = (text, suffix) => new File([text], say("pasted") + suffix);

export function listen(take, takeLast) {
  document.addEventListener("paste", (event) => {
    if (event.target.closest?.("input, textarea")) return;
    event.preventDefault();
    hand(event.clipboardData, take);
  });
  for (const kind of ["dragover", "dragenter"]) {
    document.addEventListener(kind, (event) => {
      event.preventDefault();
      document.body.classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.body.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("over");
    hand(event.dataTransfer, event.target.closest?.("#earlier") ? takeLast : take);
  });
}

function hand(data, take) {
  const files = [...data.files];
  if (files.length) return take(files);
  const page = data.getData("text/html");
  const text = page || data.getData("text/plain");
  if (text.trim()) take([named(text, page ? ".html" : ".txt")]);
}

// The dialog to paste into, where the browser has no key for it.
export function paste(take) {
  const area = h("textarea", { rows: 8, "aria-label": say("pasteHint") });
  const dialog = one("#clip");
  const close = () => dialog.close();
  area.addEventListener("paste", (event) => {
    event.preventDefault();
    close();
    hand(event.clipboardData, take);
  });
  const typed = () => {
    close();
    if (area.value.trim()) take([named(area.value, ".txt")]);
  };
  dialog.replaceChildren(
    h("h2", {}, say("pasteTitle")), h("p", {}, say("pasteHint")), area,
    h("p", { class: "buttons" },
      h("button", { type: "button", class: "primary", onclick: typed }, say("take")),
      h("button", { type: "button", onclick: close }, say("cancel"))),
  );
  dialog.showModal();
  area.focus();
}
