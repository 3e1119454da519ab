// node story.mjs chrome|firefox BROWSER PAGE AXE REPORT FOLDER: write a report on the checker page, from
// nothing to the folder to upload: begin, fill in with one figure wrong, mend it, publish, save.
// REPORT has the texts of cells and fields and the wrong figure; downloads go to FOLDER. What the page
// said, what it asked the network for, and what axe finds come out as JSON.
import { readFile, readdir, stat } from "node:fs/promises";
import puppeteer from "puppeteer-core";

const [kind, executablePath, address, axe, given, folder] = process.argv.slice(2);
const { year, cells, words, wrong } = JSON.parse(await readFile(given, "utf-8"));
const browser = await puppeteer.launch({
  browser: kind, executablePath, headless: true,
  args: kind === "chrome" ? ["--no-sandbox"] : [],
  extraPrefsFirefox: { "browser.download.folderList": 2, "browser.download.dir": folder },
  ...(kind === "chrome" && { downloadBehavior: { policy: "allow", downloadPath: folder } }),
});
const page = await browser.newPage();
const [requests, complaints] = [[], []];
page.on("request", (request) => requests.push(request.url()));
page.on("pageerror", (error) => complaints.push(String(error)));
page.on("console", (line) => complaints.push(line.text()));

const until = (test, ...given) => page.waitForFunction(test, { timeout: 60_000, polling: 50 }, ...given);
const told = (selector) => page.$eval(selector, (shown) => shown.textContent);
const press = (label) => page.click(`::-p-xpath(//button[normalize-space()="${label}"])`);
const cell = (path) => `td[data-cell="${path}"] input`;
async function type(selector, text) {
  await page.focus(selector);
  await page.$eval(selector, (field) => field.select?.());
  await page.keyboard.type(text);
}
// Firefox writes under another name first: the file is there when nothing has changed for a while.
async function saved(label) {
  const before = new Set(await readdir(folder));
  await press(label);
  for (let last = ""; ; ) {
    const made = (await readdir(folder)).filter((name) => !before.has(name));
    if (made.length === 1 && made[0] === last && (await stat(`${folder}/${last}`)).size) return last;
    last = made.length === 1 ? made[0] : "";
    await new Promise((next) => setTimeout(next, 400));
  }
}

await page.goto(address);
await page.waitForSelector("body[data-ready]", { timeout: 120_000 });
await page.click("#new");
await page.$eval("#beginning input", (field, year) => (field.value = year), year);
await press("在本页填写");
await page.waitForSelector("#particulars");
const empty = { told: await told("#verdict"), filled: (await page.$$eval("td[data-cell] input", (all) => all.filter((field) => field.value))).length };
await page.evaluate(await readFile(axe, "utf-8"));
const violations = await page.evaluate(async () => (await axe.run()).violations.map(({ id, impact }) => `${id} ${impact}`));
await page.evaluate((cells) => {
  for (const [path, text] of Object.entries(cells)) {
    const field = document.querySelector(`td[data-cell="${path}"] input`);
    field.value = text;
    field.dispatchEvent(new Event("input"));
  }
}, cells);
await type(cell(wrong.cell), wrong.text);
for (const [path, text] of Object.entries(words)) {
  const field = `[data-path="${path}"]`;
  if (await page.$(`select${field}`)) await page.select(field, text);
  else await type(field, text);
}
await page.waitForSelector(`td.bad[data-cell="${wrong.cell}"] .should button`);
const faulty = {
  told: await told("#verdict"), finding: await told("#findings .must li .detail"),
  loud: await page.$$eval("td.bad", (all) => all.map((td) => td.dataset.cell)), should: await told("td.bad .should"),
};
await type(cell(wrong.cell), cells[wrong.cell]);
await until(() => document.querySelector("#verdict").classList.contains("good"));
const mended = { told: await told("#verdict"), covered: await told("#covered") };
const files = [await saved("标准 JSON"), await saved("上传用文件 zip")];
console.log(JSON.stringify({ empty, violations, faulty, mended, files, requests, complaints }));
await browser.close();
