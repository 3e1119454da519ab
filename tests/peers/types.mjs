// node types.mjs SCHEMA FOLDER: the types that generators make of the schema, a file each.
import { readFileSync, writeFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";
import { InputData, JSONSchemaInput, quicktype } from "quicktype-core";

const [path, folder] = process.argv.slice(2);
const schema = readFileSync(path, "utf8");

writeFileSync(`${folder}/report.ts`, await compile(JSON.parse(schema), "Report"));
for (const [lang, name] of [["typescript", "quicktype.ts"], ["java", "Report.java"], ["go", "report.go"]]) {
  const input = new JSONSchemaInput(undefined);
  await input.addSource({ name: "Report", schema });
  const inputData = new InputData();
  inputData.addInput(input);
  const { lines } = await quicktype({ inputData, lang });
  writeFileSync(`${folder}/${name}`, lines.join("\n"));
}
