// node verdicts.mjs SCHEMA DOCUMENTS: which documents each validator accepts, by its name.
// DOCUMENTS is JSON, one document a line.
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { Validator } from "@cfworker/json-schema";
import { registerSchema, setShouldValidateFormat, validate } from "@hyperjump/json-schema/draft-2020-12";
import "@hyperjump/json-schema/formats";

const [path, lines] = process.argv.slice(2);
const schema = JSON.parse(readFileSync(path, "utf8"));
const documents = readFileSync(lines, "utf8").trim().split("\n").map((line) => JSON.parse(line));

const ajv = new Ajv.default({ strict: true, keywords: ["title_zh"] });
formats.default(ajv);
const cfworker = new Validator(schema, "2020-12");
setShouldValidateFormat(true);
registerSchema(schema);
const hyperjump = await validate(schema.$id);

const accepts = {
  "Ajv, strict": ajv.compile(schema),
  "@cfworker/json-schema": (document) => cfworker.validate(document).valid,
  "@hyperjump/json-schema": (document) => hyperjump(document).valid,
};
const verdicts = Object.entries(accepts).map(([name, accept]) => [name, documents.map((document) => accept(document))]);
console.log(JSON.stringify(Object.fromEntries(verdicts)));
