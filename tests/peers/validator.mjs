// The validator in validators/javascript for samples/run.mjs, with Ajv for the structure.
// node samples/run.mjs tests/peers/validator.mjs [FOLDER] takes its modules from another folder.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import Ajv from "ajv/dist/2020.js";
import formats from "ajv-formats";

const ROOT = new URL("../../", import.meta.url);
const folder = process.argv[3] ? pathToFileURL(`${resolve(process.argv[3])}/`) : new URL("validators/javascript/", ROOT);
const { cents, predecessor, validator } = await import(new URL("ogireport.mjs", folder));
const { Decimal, read } = await import(new URL("reading.mjs", folder));
const { reader } = await import(new URL("statements.mjs", folder));
const dist = (name) => JSON.parse(readFileSync(new URL(`schema/dist/${name}.json`, ROOT), "utf8"));

/** An amount is judged as it is written, so Ajv asks the exact numbers instead of its own. */
const schema = dist("report.bundle.schema");
const { minimum, maximum } = schema.$defs.amount;
const isAmount = (bounds, figure) => {
  if (figure === null) return true;
  if (typeof figure !== "number" && !(figure instanceof Decimal)) return false;
  const hundredths = cents(figure);
  return hundredths !== undefined && hundredths >= BigInt(minimum) * 100n && hundredths <= BigInt(maximum) * 100n;
};
schema.$defs.amount = { amount: true };

const ajv = new Ajv.default({ strict: true, allErrors: false, keywords: ["title_zh", { keyword: "amount", validate: isAmount, errors: false }] });
formats.default(ajv);
const follows = ajv.compile(schema);

/** The paths at which a document departs from the schema. */
function breaches(document) {
  if (follows(document)) return [];
  return follows.errors.map((error) => error.instancePath.split("/").filter((key) => key && key !== "rows").join("/") || "$");
}

const standard = Object.fromEntries(["rules", "levels", "codelists", "divisions", "statements"].map((name) => [name, dist(name)]));
const { check, evaluate } = validator(standard, breaches, reader);
export { check, evaluate, predecessor, read };
