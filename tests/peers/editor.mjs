// node editor.mjs SCHEMA REPORT: what the JSON service of VS Code says of a report.
import { readFileSync } from "node:fs";
import { getLanguageService } from "vscode-json-languageservice";
import { TextDocument } from "vscode-languageserver-textdocument";

const [schema, report] = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, "utf8")));
const service = getLanguageService({});
service.configure({ validate: true, schemas: [{ uri: "file:///schema.json", fileMatch: ["*"], schema }] });

function opened(document) {
  const text = TextDocument.create("file:///report.json", "json", 1, JSON.stringify(document, null, 1));
  return [text, service.parseJSONDocument(text)];
}

async function errors(document) {
  return (await service.doValidation(...opened(document))).map(({ message }) => message);
}

async function hover(document, path) {
  const [text, tree] = opened(document);
  const place = text.getText().indexOf(`"${path.at(-1)}"`, text.getText().indexOf(`"${path.at(-2)}"`));
  return (await service.doHover(text, text.positionAt(place + 1), tree)).contents.map((part) => part.value ?? part);
}

// Of an object with nothing in it yet: the keys that are offered.
async function offered(path) {
  const copy = structuredClone(report);
  path.slice(0, -1).reduce((value, key) => value[key], { "": copy })[path.at(-1)] = { "*": 0 };
  const [text, tree] = opened(path.length === 1 ? { "*": 0 } : copy);
  const place = text.getText().indexOf('"*"') + 2;
  return (await service.doComplete(text, text.positionAt(place), tree)).items.map((item) => item.label);
}

function* objects(value, path) {
  if (value === null || typeof value !== "object") return;
  if (!Array.isArray(value)) yield [path, Object.keys(value)];
  for (const [key, inner] of Object.entries(value)) yield* objects(inner, [...path, key]);
}

const missing = [];
let keys = 0;
for (const [path, own] of objects(report, [""])) {
  const known = await offered(path);
  keys += own.length;
  missing.push(...own.filter((key) => !known.includes(key)).map((key) => [...path, key].join("/")));
}
const wrong = structuredClone(report);
wrong.requests.rows.new_received.total = "1";
delete wrong.requests.rows.new_received.natural_person;
console.log(JSON.stringify({
  good: await errors(report),
  wrong: await errors(wrong),
  hover: await hover(report, ["requests", "rows", "new_received"]),
  keys,
  missing,
}));
