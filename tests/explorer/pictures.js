// Shows uploaded files in a browser, in a page of another site and by their own addresses, and
// prints what became of them.
// Usage: node pictures.js ADDRESS BROWSER PICTURE DRAWING DOCUMENT
import { once } from "node:events";
import { createServer } from "node:http";

import { chromium } from "playwright-core";

const [, executablePath, picture, drawing, document] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const page = await browser.newPage();
const body = `<img src="${picture}"><img src="${picture}?width=64"><img src="${drawing}">`;
const site = createServer((_, response) => {
  response.setHeader("Content-Type", "text/html");
  response.end(body);
});
await once(site.listen(0, "127.0.0.1"), "listening");

await page.goto(`http://127.0.0.1:${site.address().port}/`);
await page.waitForLoadState("load");
const report = {
  shown: await page.evaluate(() =>
    [...globalThis.document.images].map((image) => [image.complete, image.naturalWidth]),
  ),
};

await page.goto(picture);
report.alone = await page.evaluate(() => [globalThis.document.contentType, globalThis.origin]);

report.saved = [];
for (const address of [drawing, document]) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.goto(address).catch(() => "A download is no page."),
  ]);
  report.saved.push(download.suggestedFilename());
}

console.log(JSON.stringify(report));
await browser.close();
site.close();
