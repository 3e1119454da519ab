// node unpack.mjs VERSION FOLDER: write the browser of a package, and the libraries it needs.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";

const [version, folder] = process.argv.slice(2);
const bin = new URL(`node_modules/chromium-${version}/bin/`, import.meta.url);
const part = (name) => brotliDecompressSync(readFileSync(new URL(name, bin)));
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/chromium`, part("chromium.br"), { mode: 0o755 });
for (const name of ["aws.tar", "swiftshader.tar"]) {
  execFileSync("tar", ["-x", "-C", folder], { input: part(`${name}.br`) });
}
