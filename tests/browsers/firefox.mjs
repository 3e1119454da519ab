// node firefox.mjs BROWSER PAGE AXE DOCUMENT: open the checker page in Firefox, read a document and
// type into it; what it said, what it asked the network for, and what axe finds, as JSON.
import { readFile } from "node:fs/promises";
import puppeteer from "puppeteer-core";

const [executablePath, address, axe, document] = process.argv.slice(2);
const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
const page = await browser.newPage();
const requests = [];
const complaints = [];
page.on("request", (request) => requests.push(request.url()));
page.on("pageerror", (error) => complaints.push(String(error)));
page.on("console", (line) => complaints.push(line.text()));
await page.goto(address);
await page.waitForSelector("body[data-ready]", { timeout: 120_000 });
const chooser = await page.$("#chosen");
await chooser.uploadFile(document);
await page.waitForSelector(".should button", { timeout: 60_000 });
const told = () => page.$eval("#verdict", (verdict) => verdict.textContent);
const read = await told();
await page.click('td[data-cell="disputes/reconsideration/total"] input', { count: 3 });
await page.keyboard.type("14");
await page.waitForFunction((before) => document.querySelector("#verdict").textContent !== before, {}, read);
const typed = await told();
await page.evaluate(await readFile(axe, "utf-8"));
const violations = await page.evaluate(async () => (await axe.run()).violations.map(({ id, impact }) => `${id} ${impact}`));
console.log(JSON.stringify({ read, typed, violations, requests, complaints }));
await browser.close();
