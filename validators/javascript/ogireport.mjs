// Judges a report by the rules as data: validator(standard, breaches).check(report) is its level, coverage and findings.
// `standard` holds `rules`, `levels`, `codelists`, `divisions` and `statements`, the files of schema/dist by these names; `reader`, that
// of statements.mjs, reads the narrative, and without it the narrative is not looked at; `breaches(document)` lists
// the paths at which a document departs from report.bundle.schema.json. The contract is validators/README.md.

const SEVERITY = { must: "error", should: "warning", may: "info" };
const SCHEMA = { rule: "schema", requirement: "must", severity: "error", explained: false };
const SPACES = " \\t\\n\\r\\u00a0\\u3000";
const UNSEEN = ["previous", "units", "narrative"]; // what a verdict may not have looked at
const DAY = 24 * 60 * 60 * 1000;

/** A figure in hundredths, exactly; undefined where it has more than two decimals. */
export function cents(figure) {
  const [, sign, whole, part = "", power = 0] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(figure);
  const [digits, point] = [whole + part, Math.max(whole.length + Number(power) + 2, 0)];
  return /[1-9]/.test(digits.slice(point)) ? undefined : BigInt(sign + (digits.slice(0, point).padEnd(point, "0") || 0));
}

/** Hundredths as a number, or as text where a binary number would round it. */
function number(hundredths) {
  const text = `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, "0")}`.replace(/\.?0+$/, "");
  return String(Number(text)) === text ? Number(text) : text;
}

/** A cell, undefined where the form has none; or a field, null where it is left out. */
function value(report, path) {
  const keys = path.split("/");
  if (keys.length === 3) return report[keys[0]].rows[keys[1]]?.[keys[2]];
  return keys.reduce((at, key) => at?.[key], report) ?? null;
}

const parted = (items, test) => [items.filter(test), items.filter((item) => !test(item))];
const trimmed = (text, ends) => text.replace(new RegExp(`^[${ends}]+|[${ends}]+$`, "g"), "");
const total = (figures) => (figures.includes(null) ? null : figures.reduce((sum, figure) => sum + cents(figure), 0n));
const isNull = (report) => (path) => value(report, path) === null;
const isOwn = (term) => !term.includes(":");
const finding = (outcome, cells, [left = null, right = null, difference = null] = []) =>
  ({ outcome, cells, left, right, difference });

/** What each `requires` finds in the subjects, some of them `blank` and the others `filled`: [those that fail, those undetermined]. */
const REQUIRES = {
  value: ({ blank, isLost }) => parted(blank, isLost).reverse(),
  note: ({ blank, notes }) => [blank.filter((path) => !notes.includes(path)), []],
  null: ({ misplaced }) => [misplaced, []],
  mention: ({ blank, filled, held, mentions, or_value: field }) =>
    field && held(field) !== null ? [[], []] : [filled.filter((path) => !mentions.some((word) => held(path).includes(word))), blank],
  substance: ({ blank, filled, held, empty_words: words }) =>
    [filled.filter((path) => ["", ...words].includes(trimmed(held(path), `${SPACES}。.；;`))), blank],
  positive: ({ blank, filled, held }) => (filled.some((path) => held(path) > 0) ? [[], []] : [blank.length ? [] : filled, blank]),
};

/** Last year's report of the same organ among others, the first by report_id; undefined where there is none. */
export function predecessor(report, others) {
  const earlier = others.filter((other) => other.reporting_year === report.reporting_year - 1 && isSameOrgan(report, other));
  return earlier.sort((one, other) => (one.report_id < other.report_id ? -1 : 1))[0];
}

function isSameOrgan(...pair) {
  const [one, other] = pair.map((report) => report.organ);
  if (one.code && other.code) return one.code === other.code;
  if (one.division_code && other.division_code) {
    if (one.division_code !== other.division_code) return false;
    const areGovernments = pair.every((report) => report.scope === "government_aggregate");
    if (areGovernments && one.level && one.level === other.level) return true;
  }
  const names = ({ name, aliases }) => [name, ...(aliases ?? [])].map(folded);
  return names(one).some((name) => names(other).includes(name));
}

const folded = (name) => name.replace(/[ \u00a0\u3000]/g, "").replaceAll("（", "(").replaceAll("）", ")");

const ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"; // GB 32100: no I, O, S, V, Z
const weighted = (values, weight) => values.reduce((sum, value, n) => sum + value * weight(n), 0);

/** The last two characters of a unified social credit code, as its first sixteen determine them. */
function lastTwo(code) {
  const organ = [...code.slice(8, 16)].map((c) => parseInt(c, 36)); // GB 11714
  const inner = "0123456789X"[(11 - (weighted(organ, (n) => [3, 7, 9, 10, 5, 8, 4, 2][n]) % 11)) % 11];
  const places = [...code.slice(0, 16), inner].map((c) => ALPHABET.indexOf(c));
  return inner + ALPHABET[(31 - (weighted(places, (n) => 3 ** n % 31) % 31)) % 31];
}

function crc32(text) {
  const shift = (crc) => (crc >>> 1) ^ (crc & 1 && 0xedb88320);
  const next = (crc, byte) => [..."01234567"].reduce(shift, crc ^ byte);
  return (~new TextEncoder().encode(text).reduce(next, -1) >>> 0).toString(16).padStart(8, "0");
}

/** What the report of an organ of a register is called. */
function identifier({ name, code, division_code: division, scope }, year) {
  const isGovernment = division && scope === "government_aggregate";
  const key = code ? [code.toLowerCase()] : isGovernment ? [division] : [division, crc32(folded(name))];
  return [...key.filter(Boolean), year].join("-");
}

/** The organ of a covered unit: that of its report, else that of its identifier; undefined unless there is one alone. */
function organOf(id, { report, units, organs }) {
  const unit = units.find((each) => each.report_id === id);
  const isOf = (organ) => unit ? isSameOrgan(unit, { organ, scope: organ.scope }) : identifier(organ, report.reporting_year) === id;
  const fitting = organs.filter(isOf);
  return fitting.length === 1 ? fitting[0] : undefined;
}

export function validator({ rules: { rules, equations }, levels, codelists, divisions, statements }, breaches, reader) {
  const active = rules.filter((rule) => !rule.retired);
  const lost = codelists.cell_statuses.filter((status) => status.known === "unknown").map((status) => status.code);
  const remarks = codelists.cell_statuses.filter((status) => status.known === "figure").map((status) => status.code);

  const forms = (report) => codelists.tables.filter((form) => (report[form.table].edition ?? null) === form.edition);
  const cells = (report) => forms(report).flatMap(({ table, rows }) =>
    rows.flatMap((row) => row.columns.map((column) => `${table}/${row.code}/${column}`)));

  const narrative = reader?.(statements, { cells, value, scaled: (figure) => cents(figure) * 100n });

  /** The equations, of those given, that stand on the report's forms. */
  function printed(given, report) {
    const names = [null, ...forms(report).map((form) => form.name)];
    return given.filter((equation) => names.includes(equation.table));
  }

  /** Whether the conditions hold; or the paths that are null, where these decide it. */
  function applies({ when = {}, units }, { report, known }) {
    const [blank, filled] = parted(Object.keys(when), isNull(report));
    if (filled.some((path) => !when[path].includes(value(report, path)))) return false;
    return blank.length ? blank : !units || units === known;
  }

  /** The findings of an equation, one per unit where it asks for each; null where it holds, none where it does not apply. */
  function balance({ at, relation, left, right }, { report, previous, units }) {
    const terms = [...left, ...right];
    const own = [at, ...terms.filter((term) => isOwn(term) && term !== at)];
    const scope = terms.find((term) => !isOwn(term))?.split(":")[0];
    const others = { previous: previous ? [[previous]] : [], unit: units.map((unit) => [unit]), units: [units] };
    return (scope ? others[scope] : [[]]).flatMap((linked) => {
      const figures = (term) => (isOwn(term) ? [report] : linked).map((from) => value(from, term.split(":").at(-1)));
      const sides = [left.flatMap(figures), right.flatMap(figures)];
      if (sides.flat().includes(undefined)) return []; // the other report's edition has no such cell
      const [one, other] = sides.map(total);
      const sums = [one, other].map((sum) => (sum === null ? null : number(sum)));
      if (sums.includes(null)) return [finding("undetermined", own, sums)];
      if (relation === "eq" ? one === other : one <= other) return [null];
      return [finding("fail", own, [...sums, number(one > other ? one - other : other - one)])];
    });
  }

  function equated(rule, given) {
    const own = [...equations, ...levels.equations].filter((equation) => equation.rule === rule.id);
    const found = printed(own, given.report).flatMap((equation) => balance(equation, given));
    return found.length ? found.filter(Boolean) : null;
  }

  function present(rule, { report }) {
    const held = (path) => value(report, path);
    const notes = report.notes.map((note) => note.cell);
    const subjects = rule.subjects.flatMap((name) => ({ cells: cells(report), notes })[name] ?? [name]);
    const [blank, filled] = parted(subjects, isNull(report));
    const isLost = (path) => report.notes.some((note) => note.cell === path && lost.includes(note.status));
    const isMisplaced = ({ cell, status }) => held(cell) === undefined || (held(cell) === null) === remarks.includes(status);
    const misplaced = report.notes.filter(isMisplaced).map((note) => note.cell);
    let sides = rule.requires === "substance" && filled.length ? [[...trimmed(held(filled[0]), SPACES)].length] : [];
    if (rule.when_positive) {
      const [unknown, known] = parted(rule.when_positive.filter((path) => held(path) !== undefined), isNull(report));
      const sum = number(total(known.map(held)));
      if (sum === 0) return unknown.length ? [finding("undetermined", unknown)] : null;
      sides = [sum, 0, sum];
    }
    const [fail, undetermined] = REQUIRES[rule.requires]({ ...rule, blank, filled, held, notes, isLost, misplaced });
    return [finding("fail", fail, sides), finding("undetermined", undetermined)].filter((found) => found.cells.length);
  }

  function day({ value: path, relation, year, date }, { report, today }) {
    const [told, due] = [value(report, path), `${report.reporting_year + year}-${date}`];
    if (told === null) return today > due ? [finding("undetermined", [path])] : [];
    const days = (Date.parse(told) - Date.parse(due)) / DAY;
    return [(relation === "le" ? days > 0 : days !== 0) && finding("fail", [path], [told, due, Math.abs(days)])];
  }

  function within({ value: path, edition }, { report }) {
    const { first_year: first, last_year: last } = codelists.editions.find(({ code }) => code === value(report, edition));
    const year = value(report, path);
    const outside = Math.max(Number(first) - year, year - Number(last || year), 0);
    return [outside > 0 && finding("fail", [edition], [year, `${first}–${last}`, outside])];
  }

  function dated({ bounds }, given) {
    const found = bounds.flatMap((bound) => (bound.edition ? within : day)(bound, given));
    return found.length ? found.filter(Boolean) : null;
  }

  const stated = (rule, { report }) => narrative?.contradictions(rule, report) ?? null;

  /** Whether a division code exists; null where the list does not cover the year or the code. */
  function isListed(code, year) {
    if (year < divisions.years[0] || year > divisions.years[1]) return null;
    return code in divisions.codes || (new RegExp(divisions.covered).test(code) ? false : null);
  }

  /** What each `requires` finds in an identifier or a list: outcomes with their sides; null where it does not apply. */
  const IDENTIFIERS = {
    check_characters: (code) =>
      /^..\d{6}/.test(code) && code.slice(16) === lastTwo(code) ? [] : [["fail", code, lastTwo(code)]],
    listed: (code, { report }) => ({ true: [], false: [["fail", code]], null: null })[isListed(code, report.reporting_year)],
    in_use: (code, { report: { reporting_year: year } }) => {
      if (!isListed(code, year)) return null;
      const [first, last] = divisions.codes[code];
      const outside = Math.max((first ?? year) - year, year - (last ?? year), 0);
      return outside ? [["fail", code, `${first ?? ""}–${last ?? ""}`, outside]] : [];
    },
    not_vertical: (covers, given) => {
      const [found, unknown] = parted(covers.map((id) => organOf(id, given)), Boolean);
      const vertical = found.filter((organ) => organ.vertical);
      return [vertical.length && ["fail", vertical.length], unknown.length && ["undetermined"]].filter(Boolean);
    },
  };

  const identified = ({ requires, value: path }, given) =>
    IDENTIFIERS[requires](value(given.report, path), given)?.map(([outcome, ...sides]) => finding(outcome, [path], sides)) ?? null;

  /** Whether a rule has nothing to look at: no identifier, or no register of organs where it needs one. */
  function isIdle({ kind, requires, value: path }, { report, organs }) {
    return kind === "identifier" && (!value(report, path)?.length || (requires === "not_vertical" && !organs));
  }

  const KINDS = { linear: equated, tree_sum: equated, presence: present, date_bound: dated, identifier: identified, statement: stated };

  /** A report with what it is judged beside; of the units only those that it covers. */
  function beside(report, { previous, units = [], organs, today = new Date().toLocaleDateString("sv") } = {}) {
    const covers = report.covers ?? [];
    const covered = units.filter((unit) => covers.includes(unit.report_id));
    const isComplete = covers.every((id) => covered.some((unit) => unit.report_id === id));
    return { report, previous, units: covered, organs, today, known: covered.length ? (isComplete ? "complete" : "partial") : "" };
  }

  function judge(rule, given) {
    if (isIdle(rule, given)) return null;
    const holds = applies(rule, given);
    if (Array.isArray(holds)) return [finding("undetermined", holds)];
    return holds ? KINDS[rule.kind](rule, given) : null;
  }

  /** How many equations of must rules on this report alone apply, and how many are decided. */
  function coverage(given) {
    const musts = active.filter((rule) => rule.requirement === "must").map((rule) => rule.id);
    const terms = ({ left, right }) => [...left, ...right];
    const counted = printed(equations, given.report).filter((equation) =>
      musts.includes(equation.rule) && terms(equation).every(isOwn) && applies(equation, given) !== false);
    const decided = counted.filter((equation) =>
      applies(equation, given) === true && !terms(equation).some(isNull(given.report)));
    return { checked: decided.length, applicable: counted.length };
  }

  function level(findings) {
    if (findings.some((found) => found.requirement === "must" && found.outcome === "fail")) return "well-formed";
    const needed = active.filter((rule) => rule.level === "complete").map((rule) => rule.id);
    return findings.some((found) => needed.includes(found.rule)) ? "consistent" : "complete";
  }

  /** The verdict on a document; `linked` may hold previous, units, organs and today. */
  function check(document, linked) {
    const broken = breaches(document);
    if (broken.length) {
      const findings = broken.map((path) => ({ ...SCHEMA, ...finding("fail", [path]) }));
      return { level: "none", coverage: { checked: 0, applicable: 0 }, not_checked: UNSEEN, findings };
    }
    const given = beside(document, linked);
    const explained = (document.explanations ?? []).map((each) => each.rule);
    const remarked = document.notes.filter(({ status }) => remarks.includes(status)).map((note) => note.cell);
    const findings = active.flatMap((rule) => (judge(rule, given) ?? []).map((found) => ({
      rule: rule.id, requirement: rule.requirement, ...found,
      severity: found.outcome === "fail" ? SEVERITY[rule.requirement] : "info",
      explained: explained.includes(rule.id) ||
        (rule.requirement !== "must" && found.outcome === "fail" && found.cells.some((cell) => remarked.includes(cell))),
    })));
    const seen = { previous: given.previous, units: given.known, narrative };
    return { level: level(findings), coverage: coverage(given), not_checked: UNSEEN.filter((part) => !seen[part]), findings };
  }

  /** The findings of one rule on a well-formed report; null where the rule does not apply. */
  const evaluate = (id, report, linked) => judge(active.find((rule) => rule.id === id), beside(report, linked));

  return { check, evaluate };
}
