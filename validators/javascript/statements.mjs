// What a narrative states beside what the tables have: reader(statements).claims(report) lists it, and
// contradictions(rule, report) are the findings of a rule. The contract is validators/README.md.

const [WINDOW, AFTER, SCALE] = [120, 60, 10_000n]; // letters before and after a number; parts of one
const [COUNT, BARE, YUAN, OTHER] = ["0", "1", "2", "4"];
const WORTH = /[0-9一二两三四五六七八九十未无没不]/;
const DIGITS = "零一二三四五六七八九";
const TENS = { 十: 10, 百: 100, 千: 1000 };
const PLAIN = /^(?:[0-9]{1,15}(?:\.[0-9]{1,4})?|[0-9]{1,3}(?:,[0-9]{3}){1,4})$/;
const abs = (figure) => (figure < 0n ? -figure : figure);
const fits = (figure, value, last) => abs(figure - value) * 2n <= last || (value <= figure && figure < value + last);

/** The value of a Chinese numeral. */
function chinese(digits) {
  const value = (c) => ({ 两: 2, 〇: 0 })[c] ?? DIGITS.indexOf(c);
  if (!/[十百千]/.test(digits)) return Number([...digits].map(value).join(""));
  let [sum, digit] = [0, null];
  for (const c of digits) {
    if (TENS[c]) [sum, digit] = [sum + (digit ?? 1) * TENS[c], null];
    else digit = value(c);
  }
  return sum + (digit ?? 0);
}

export function reader(said, { cells, value, scaled }) {
  const entries = (given) => Object.entries(given).flatMap(([letter, words]) => words.split(" ").filter(Boolean).map((word) => [word, letter]));
  const [words, units] = [new Map(entries(said.words)), new Map(entries(said.units))];
  const lengths = [...new Set([...words.keys()].map((word) => word.length))].sort((a, b) => b - a);
  const [one, other] = said.characters.map((text) => [...text]);
  const plain = new Map([...one.map((c, n) => [c, other[n]]), ...[...said.letters, "¶"].map((c) => [c, "_"])]);
  const [stems, carried, numbers] = [new RegExp(said.stems.join("|"), "u"), new RegExp(said.carried, "gu"), new RegExp(said.numbers, "uy")];
  const compiled = new Map();
  const pattern = (text, flags = "u") => compiled.get(text) ?? compiled.set(text, new RegExp(text, flags)).get(text);

  /** The paragraphs of a text: where each begins, and its characters. */
  function paragraphs(characters) {
    const found = [[]];
    const isBreak = (n) => /^[^\S\n]*\n/u.test(characters.slice(n + 1, n + 40).join(""));
    characters.forEach((c, n) => {
      found.at(-1).push(n);
      if ("。；！？：;!?:".includes(c) && isBreak(n)) found.push([]);
    });
    return found;
  }

  /** The year that a section speaks of. */
  function yearOf(text, year) {
    const found = [...text.matchAll(/((?:19|20)[0-9]{2})\s*年/g)];
    if (found.some((match) => Number(match[1]) === year)) return year;
    const isCarried = ({ index }) => {
      const beside = [1, 2, 3, 4].flatMap((n) => [text.slice(Math.max(index - n, 0), index), text.slice(index + 4, index + 4 + n)]);
      return "比较与同".includes(text[index - 1] ?? " ") || beside.some((word) => words.get(word.replace(/^年度?/, "")) === said.named.carry);
    };
    const named = new Set(found.filter((match) => !isCarried(match)).map((match) => Number(match[1])));
    const [only] = named;
    return named.size === 1 && Math.abs(only - year) === 1 ? only : year;
  }

  /** A paragraph as letters, where each stands, and the numbers by their place. */
  function sentences(kept, places, base) {
    let letters = "";
    const at = [];
    const found = new Map();
    const put = (letter, place) => { letters += letter; at.push(place); };
    for (let n = 0; n < kept.length; ) {
      const word = lengths.map((length) => kept.slice(n, n + length)).find((each) => words.has(each));
      numbers.lastIndex = n;
      const match = word ? null : numbers.exec(kept);
      if (word && words.get(word)) { put(words.get(word), places[n]); n += word.length; continue; }
      if (match) {
        const letter = letterOf(match, kept, base);
        if (letter !== OTHER && /[0-3]/.test(letter)) found.set(at.length, numberOf(match, letter, places, n));
        put(letter, places[n]);
        n += match[0].length;
        continue;
      }
      for (const end = n + (word?.length ?? 1); n < end; n++) put(kept[n], places[n]);
    }
    return { letters, at: [...at, places.at(-1)], numbers: found };
  }

  function letterOf(match, kept, base) {
    const [, compare, year, digits, , , unit, , , , chineseUnit] = match;
    if (year) {
      const name = { [base - 1]: "last_year", [base]: "this_year", [base + 1]: "next_year" }[year] ?? "other_year";
      return said.named[compare ? "compare" : name];
    }
    if (digits && !PLAIN.test(digits)) return OTHER;
    if (unit ?? chineseUnit) return units.get(unit ?? chineseUnit);
    const after = kept[match.index + match[0].length];
    return !after || ",;。!?、:()¶”’".includes(after) ? BARE : OTHER;
  }

  function numberOf(match, letter, places, n) {
    const [, , , digits, scale = "", more = ""] = match;
    const [big, extra] = digits ? [scale, more] : [match[8] ?? "", match[9] ?? ""];
    const times = { 万: 10_000n, 亿: 100_000_000n }[big] ?? 1n;
    const [whole, part = ""] = (digits ?? String(chinese(match[7]))).replaceAll(",", "").split(".");
    const last = (SCALE / 10n ** BigInt(part.length)) * times;
    return { value: BigInt(whole + part) * last, last, rounded: Boolean(extra || (big && letter !== YUAN)) };
  }

  /** The phrases of a paragraph: the first that fits a number, and those without one, the longest first. */
  function phrases({ letters, numbers: held }) {
    const found = [];
    for (const place of held.keys()) {
      const [start, letter] = [Math.max(place - WINDOW, 0), letters[place]];
      const [before, after] = [letters.slice(start, place), letters.slice(place + 1, place + 1 + AFTER)];
      search: for (const phrase of said.phrases) {
        for (const template of phrase.templates.filter((each) => each.kinds?.includes(letter))) {
          const [ahead, behind] = [pattern(template.before).exec(before), pattern(template.after).exec(after)];
          if (!ahead || !behind) continue;
          const own = template.own ? (pattern(template.own).exec(before) ?? ahead) : ahead;
          found.push({ phrase, start: start + own.index, end: place + 1 + behind[0].length, place });
          break search;
        }
      }
    }
    const whole = said.phrases.flatMap((phrase) => phrase.templates.filter((each) => each.whole).flatMap((template) =>
      [...letters.matchAll(pattern(template.whole, "gu"))].map((match) =>
        ({ phrase, start: match.index, end: match.index + match[0].length, place: match.index + match[0].length - 1 }))));
    const free = [];
    for (const each of whole.sort((a, b) => a.start - a.end - (b.start - b.end))) {
      if (free.every((taken) => each.end <= taken.start || taken.end <= each.start)) free.push(each);
    }
    return [...found, ...free].sort((a, b) => a.place - b.place);
  }

  /** Why a phrase is not compared, and whether an agreement would be believed. */
  function guardOf({ phrase, place }, bare, scope) {
    const before = bare.slice(Math.max(place - WINDOW, 0), place);
    const guard = said.guards.find(({ scopes = [scope], only = [phrase.says], pattern: text }) =>
      scopes.includes(scope) && only.includes(phrase.says) && pattern(text).test(before));
    if (guard) return [guard.code, guard.soft ?? false];
    if (phrase.soft) return [phrase.soft, true];
    return phrase.needs && !pattern(phrase.needs).test(before) ? ["elsewhere", true] : [null, false];
  }

  function scopeOf(report) {
    if (report.scope !== "unknown") return report.scope;
    if (report.organ.level === "township") return "own_organ";
    const ends = Object.entries(said.scopes).flatMap(([code, all]) => all.filter((end) => report.organ.name.endsWith(end)).map((end) => [end.length, code]));
    return ends.sort((a, b) => b[0] - a[0] || (b[1] > a[1] ? 1 : -1))[0]?.[1] ?? "unknown";
  }

  /** What a reading comes to; a null total counts as its line, any other null makes it the least. */
  function sum(reading, report) {
    const figures = reading.cells.flatMap((cell) => {
      const [table, row, column] = cell.split("/");
      if (column === undefined && (report[table] ?? null) === null) return [undefined];
      const figure = value(report, cell);
      if (figure !== null || column !== "total") return [figure];
      return cells(report).filter((each) => each.startsWith(`${table}/${row}/`) && each !== cell).map((each) => value(report, each));
    });
    if (figures.includes(undefined)) return null;
    const known = figures.filter((figure) => figure !== null).map(scaled);
    return { cells: reading.cells, figure: known.reduce((a, b) => a + b, 0n), least: known.length < figures.length };
  }

  function claim(found, section, held, text, bare, scope, report) {
    const sums = found.phrase.readings.map((reading) => sum(reading, report)).filter(Boolean);
    if (!sums.length) return [];
    const number = held.numbers.get(found.place);
    const [{ value: stated, last }, [guard, soft]] = [number ?? { value: 0n, last: SCALE }, guardOf(found, bare, scope)];
    const [code, weak] = number?.rounded && !guard ? ["approximate", true] : [guard, soft];
    const exact = sums.find((each) => !each.least && fits(each.figure, stated, last));
    const open = sums.some((each) => each.least && (each.figure < stated || fits(each.figure, stated, last)));
    const nearest = exact ?? sums.reduce((best, each) => (abs(each.figure - stated) < abs(best.figure - stated) ? each : best));
    const judged = exact ? "equal" : open ? "undetermined" : "differs";
    const outcome = code && !(weak && exact) ? "guarded" : judged;
    const [start, end] = [held.at[found.start], held.at[found.end]];
    const quote = text.slice(start, end).join("").trimEnd();
    return [{ rule: found.phrase.rule, says: found.phrase.says, section, start, end: start + [...quote].length, quote, number, stated, outcome, nearest, held, place: found.place }];
  }

  /** The statements of a report in their order. */
  function claims(report) {
    const scope = scopeOf(report);
    const found = Object.entries(report.sections).filter(([, text]) => text).flatMap(([section, text]) => {
      const characters = [...text];
      const base = yearOf(text, report.reporting_year);
      return paragraphs(characters).flatMap((places) => {
        const full = places.filter((n) => !/\s/u.test(characters[n]));
        const kept = full.map((n) => (plain.get(characters[n]) ?? characters[n])).map((c) => (c.length > 1 ? "_" : c)).join("");
        if (!WORTH.test(kept) || !stems.test(kept)) return [];
        const held = sentences(kept, [...full, (places.at(-1) ?? -1) + 1], base);
        const bare = held.letters.replace(carried, (match) => "_".repeat(match.length));
        return phrases(held).flatMap((each) => claim(each, section, held, characters, bare, scope, report));
      });
    });
    const values = (says) => new Set(found.filter((each) => each.says === says && each.outcome !== "guarded").map((each) => each.stated));
    return found.map((each) => (each.outcome === "differs" && values(each.says).size > 1 ? { ...each, outcome: "guarded" } : each));
  }

  /** The findings of a rule on what the narrative states; null where it states nothing of the kind. */
  function contradictions({ id }, report) {
    const compared = claims(report).filter((each) => each.outcome !== "guarded");
    const own = compared.filter((each) => each.rule === id);
    const found = own.filter((each) => each.outcome !== "equal").map((each) => {
      const sides = each.outcome === "differs" ? [each.stated, each.nearest.figure] : [each.stated, null];
      return told(each, each.nearest.cells, sides);
    });
    const sections = Object.keys(report.sections).map((section) => once(compared.filter((each) => each.section === section)));
    const sums = said.identities.filter((each) => each.rule === id).flatMap((item) => sections.flatMap((values) => balance(item, values)));
    const shares = said.shares.filter((each) => each.rule === id).flatMap((item) => compared.flatMap((each) => share(item, each, once(compared.filter((other) => other.section === each.section)))));
    const within = [...sums, ...shares];
    return own.length || within.length ? [...found, ...within.filter(Boolean)] : null;
  }

  const told = ({ section, start, end, quote }, at, [left, right]) => ({
    outcome: right === null ? "undetermined" : "fail", cells: at, section, start, end, quote,
    ...Object.fromEntries([["left", left], ["right", right], ["difference", right === null ? null : abs(left - right)]].map(([name, side]) => [name, side === null ? null : Number(side) / Number(SCALE)])),
  });

  /** What a section states with one value alone, by what it counts. */
  function once(compared) {
    const says = [...new Set(compared.map((each) => each.says))];
    const several = (name) => compared.filter((each) => each.says === name);
    return Object.fromEntries(says.filter((name) => new Set(several(name).map((each) => each.stated)).size === 1).map((name) => [name, several(name)[0]]));
  }

  function balance({ left, right }, values) {
    const complete = (sides) => sides.filter((side) => side.every((name) => values[name]));
    const add = (side) => side.reduce((sum, name) => sum + values[name].stated, 0n);
    const [one, other] = [complete(left), complete(right)];
    if (one[0] !== left[0] || other[0] !== right[0]) return [];
    const equal = one.some((a) => other.some((b) => add(a) === add(b)));
    const at = [...new Set([...one[0], ...other[0]].flatMap((name) => values[name].nearest.cells))];
    return [equal ? null : told(values[other[0][0]], at, [add(one[0]), add(other[0])])];
  }

  function share({ of: names, after }, each, values) {
    const rest = each.held.letters.slice(each.place + 1, each.place + 1 + AFTER);
    const match = each.number && pattern(after).exec(rest);
    const own = names.map((name) => values[name]).filter(Boolean);
    const direct = [...own.map((whole) => whole.stated), ...own.filter((whole) => !whole.nearest.least).map((whole) => whole.nearest.figure)];
    const more = values.brought_forward ? direct.map((whole) => whole + values.brought_forward.stated) : [];
    const wholes = [...direct, ...more].filter((whole) => whole >= each.stated && whole > 0n);
    if (!match || !wholes.length || names.includes(each.says)) return [];
    const { value: stated, last } = each.held.numbers.get(each.place + match[0].length);
    const shares = wholes.map((whole) => (100n * each.stated * SCALE + whole / 2n) / whole);
    const nearest = shares.reduce((best, one) => (abs(one - stated) < abs(best - stated) ? one : best));
    const step = last / 10n || 1n;
    return [fits(nearest, stated, last) ? null : told(each, each.nearest.cells, [stated, ((nearest + step / 2n) / step) * step])];
  }

  return { claims, contradictions };
}
