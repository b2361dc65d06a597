// Opens the explorer of a server that is closed in some way, and prints what the page says of that.
// Usage: node notices.js ADDRESS BROWSER
import { chromium } from "playwright-core";

const [address, executablePath] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const page = await browser.newPage();
const sent = [];
page.on("request", (request) => request.method() === "POST" && sent.push(request.postData()));
await page.goto(address);
await page.locator(".graphiql-query-editor .view-line").first().waitFor();
const notices = await page.getByRole("note").allInnerTexts();
await browser.close();
console.log(JSON.stringify({ notices, sent }));
