// Reads the bytes of a report strictly: read(bytes) is the document, or throws an Error that says why it is unreadable.
// A number is a JavaScript number where it is a safe integer as written; any other is a Decimal, which keeps its text.

const LARGEST = 32 * 2 ** 20; // bytes
const MOST = 1_000_000; // values
const DEEPEST = 100; // levels of brackets
const [LONGEST, POWER] = [60, 30]; // characters of a number, and its exponent
const TOKEN = /[{}[\]"]|[^\s{}[\],:"]+/g; // of a text that is JSON; of a string where it begins
const PIECE = /[^"\\]*(?:(")|\\.)/g; // of a string, up to its end or to an escape: one pattern for all would overflow

/** A number that was written with a point or an exponent, or that binary numbers cannot hold. */
export class Decimal {
  constructor(text) { this.text = text; }
  toString() { return this.text; }
}

function figure(text) {
  const [, power = 0] = /e([+-]?\d+)/i.exec(text) ?? [];
  if (text.length > LONGEST || Math.abs(power) > POWER) throw new Error(`the number ${text.slice(0, 20)} is out of range`);
  return /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : new Decimal(text);
}

function* split(text) {
  const [token, piece] = [new RegExp(TOKEN), new RegExp(PIECE)];
  for (let found = token.exec(text); found; found = token.exec(text)) {
    if (found[0] === '"') {
      piece.lastIndex = token.lastIndex;
      while (!piece.exec(text)[1]);
      token.lastIndex = piece.lastIndex;
    }
    yield text.slice(found.index, token.lastIndex);
  }
}

function scalar(token) {
  if (!'"tfn'.includes(token[0])) return figure(token);
  const held = JSON.parse(token);
  if (typeof held === "string" && !held.isWellFormed()) throw new Error("the text contains a lone surrogate");
  return held;
}

export function read(bytes) {
  if (bytes.length > LARGEST) throw new Error("larger than a report can be");
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes); // without the byte order mark
  JSON.parse(text); // what is no JSON ends here: encodings, NUL, NaN, an empty file, a second document
  const tokens = split(text);
  const next = () => tokens.next().value;
  let values = 0;

  function build(token, depth) {
    values += 1;
    if (values > MOST) throw new Error(`holds more than ${MOST} values`);
    if (depth > DEEPEST && "[{".includes(token)) throw new Error("the brackets are nested too deeply");
    if (token === "[") {
      const items = [];
      for (let item = next(); item !== "]"; item = next()) items.push(build(item, depth + 1));
      return items;
    }
    if (token !== "{") return scalar(token);
    const entries = new Map();
    for (let key = next(); key !== "}"; key = next()) {
      const name = scalar(key);
      if (entries.has(name)) throw new Error(`the key ${name} appears twice`);
      entries.set(name, build(next(), depth + 1));
    }
    return Object.fromEntries(entries);
  }

  return build(next(), 1);
}
