// Puts a proxy before the server, under a path of its own, and opens the explorer through it.
// Usage: node prefix.js ADDRESS BROWSER
import { createServer, request } from "node:http";
import { launch, open, RUN } from "./page.js";

const PREFIX = "/accounts";
const [address, executablePath] = process.argv.slice(2);
const proxy = createServer((incoming, answer) => {
  if (!incoming.url.startsWith(`${PREFIX}/`)) {
    answer.writeHead(404).end();
    return;
  }
  const target = new URL(incoming.url.slice(PREFIX.length), address);
  const { method, headers } = incoming;
  const outgoing = request(target, { method, headers }, (response) => {
    answer.writeHead(response.statusCode, response.headers);
    response.pipe(answer);
  });
  incoming.pipe(outgoing);
});
await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));

const browser = await launch(executablePath);
const page = await browser.newPage();
const missing = [];
page.on("response", (response) => response.status() >= 400 && missing.push(response.url()));
await open(page, `http://127.0.0.1:${proxy.address().port}${PREFIX}/graphql`);
await page.locator(RUN).click();
await page.getByRole("status").getByText("ann@example.com").waitFor();
const workers = page.workers().length;
await browser.close();
proxy.closeAllConnections();
proxy.close();
console.log(JSON.stringify({ missing, workers }));
