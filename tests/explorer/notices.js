// Opens the explorer of a server that is closed in some way, and prints what the page says of that.
// Usage: node notices.js ADDRESS BROWSER
import { launch, open } from "./page.js";

const [address, executablePath] = process.argv.slice(2);
const browser = await launch(executablePath);
const page = await browser.newPage();
const sent = [];
page.on("request", (request) => request.method() === "POST" && sent.push(request.postData()));
await open(page, address);
const notices = await page.getByRole("note").allInnerTexts();
await browser.close();
console.log(JSON.stringify({ notices, sent }));
