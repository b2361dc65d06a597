// Drives a browser through the explorer as a newcomer would, and prints what happened as JSON.
// Usage: node visit.js ADDRESS BROWSER FOLDER_FOR_SCREENSHOTS SECRET_KEY
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { launch, open, ready, RUN } from "./page.js";

const [address, executablePath, folder, secretKey] = process.argv.slice(2);
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const UPLOAD = `mutation UpdateProfile($input: UpdateProfileInput!) {
  updateProfile(input: $input) {
    user { files { field filename contentType size } }
    errors { message }
  }
}`;
const PLANT = `mutation UpdateProfile($data: JSON) {
  updateProfile(input: { data: $data }) { user { data more: data preferences } errors { message } }
}`;
// A PNG of one pixel.
const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const seen = { requests: [], console: [], failures: [], violations: [] };
const report = {};

const browser = await launch(executablePath);
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
context.on("request", (request) => seen.requests.push(request.url()));
await context.exposeFunction("violated", (what) => seen.violations.push(what));
await context.addInitScript(() => {
  document.addEventListener("securitypolicyviolation", (event) => {
    window.violated(`${event.violatedDirective} ${event.blockedURI}`);
  });
});
const page = await another();

report.title = await page.title();
report.tabs = await page.locator("[id^=graphiql-session-tab-]").allTextContents();
report.workers = page.workers().map((worker) => worker.url());

const signup = await read("variables.json");
await write("variables.json", signup.replace('"Lisbon"', "7"));
report.faults = await faults((found) => found.length > 0);
await write("variables.json", signup);
report.faultsOfTheExample = await faults((found) => found.length === 0);

report.signup = await run();
report.token = await page.getByLabel("Token", { exact: true }).inputValue();
report.isTokenHidden =
  (await page.getByLabel("Token", { exact: true }).getAttribute("type")) === "password";
report.signedIn = await page.getByRole("status").innerText();

await example("Me");
report.me = await run();
await page.screenshot({ path: join(folder, "light.png") });
report.barriers = [...(await barriers("light")), ...(await barriers("dark"))];
report.dark = await colors("dark");
await page.screenshot({ path: join(folder, "dark.png") });
report.light = await colors("light");

await page.getByLabel("Attach files").setInputFiles({
  name: "photo.png",
  mimeType: "image/png",
  buffer: Buffer.from(PIXEL, "base64"),
});
await page.getByRole("button", { name: "@photo.png" }).waitFor();
await page.screenshot({ path: join(folder, "attached.png") });
await example("UpdateProfile");
await write("operation.graphql", UPLOAD);
await write("variables.json", '{"input": {"files": [{"field": "avatar", "file": "@photo.png"}]}}');
report.upload = await run();
await page.getByRole("button", { name: "@photo.png" }).click();
report.attached = await page.locator(".files button").count();

await write("operation.graphql", PLANT);
await write("variables.json", '{"data": {"accessToken": "planted", "id": "user_planted"}}');
report.planted = await run();
report.offers = await page.getByRole("button", { name: "Use the token of the last answer" }).count();
await example("User");
report.filledAfterPlanting = await read("variables.json");

await example("Login");
await write("variables.json", '{"input": {"email": "ann@example.com", "password": "not hers"}}');
report.wrongPassword = await run();
await write(
  "variables.json",
  '{"input": {"email": "ann@example.com", "password": "tall green kettle"}}',
);
report.login = await run();
const offer = page.getByRole("button", { name: "Use the token of the last answer" });
await offer.click();
await offer.waitFor({ state: "detached" });
report.newToken = await page.getByLabel("Token", { exact: true }).inputValue();

await example("RefreshToken");
report.filled = await read("variables.json");
await example("User");
report.filledUser = await read("variables.json");
await example("DeleteUsers");
report.notFilled = await read("variables.json");
await example("DeleteAccount");
await write("variables.json", '{"input": {"password": "…"}}');
report.openPlace = await run();

await page.waitForTimeout(800); // GraphiQL keeps what is typed half a second later.
await page.reload();
await ready(page);
report.tokenAfterReload = await page.getByLabel("Token", { exact: true }).inputValue();
report.tabAfterReload = await page.locator("[aria-current=true] b").innerText();
const other = await another();
report.tokenInAnotherTab = await other.getByLabel("Token", { exact: true }).inputValue();
await other.close();
report.kept = await page.evaluate(() => Object.keys(localStorage));

await page.getByRole("button", { name: "Forget the token" }).click();
await example("Me");
report.nobody = await run();
report.signedOut = await page.getByRole("status").innerText();

report.others = [];
const past = Buffer.from('{"email": "ann@example.com", "exp": 1000}').toString("base64url");
for (const token of [`e30.${past}.e30`, "pk_personal", "nonsense"]) {
  await page.getByLabel("Token", { exact: true }).fill(token);
  await page.keyboard.press("Enter");
  report.others.push((await page.getByRole("status").innerText()).split("\n")[0]);
}
await page.getByRole("button", { name: "Forget the token" }).click();

await page.getByLabel("API key", { exact: true }).fill(` ${secretKey} `);
await page.keyboard.press("Enter");
report.administering = await page.getByRole("status").innerText();
await example("Users");
await write("variables.json", '{"first": 5}');
await page.locator(".graphiql-editor-tool .view-lines").first().click();
report.users = await run(() => page.keyboard.press("Control+Enter"));

await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
await page.locator(".graphiql-doc-explorer-content").getByText("Mutation", { exact: true }).click();
report.documentation = await page.locator(".graphiql-doc-explorer-content").innerText();

await write("operation.graphql", "{ nonsense }");
await page.locator(".graphiql-query-editor .squiggly-error").first().waitFor();
await write("operation.graphql", "");
await page.locator(".graphiql-query-editor .view-lines").click();
await page.keyboard.type("{ audi");
await page.keyboard.press("Control+Space");
report.suggestion = await page.locator(".suggest-widget .focused .label-name").innerText();

await page.keyboard.press("Escape");
await page.getByRole("button", { name: "Show Examples" }).click();
await page.setViewportSize({ width: 390, height: 844 });
await example("Me"); // Which closes the panel.
await page.waitForTimeout(300);
await page.screenshot({ path: join(folder, "narrow.png") });
report.width = await page.evaluate(() => document.scrollingElement.scrollWidth);

await browser.close();
console.log(JSON.stringify({ ...report, ...seen }));

async function another() {
  const opened = await context.newPage();
  opened.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      seen.console.push(message.text());
    }
  });
  opened.on("pageerror", (error) => seen.failures.push(String(error)));
  await open(opened, address);
  return opened;
}

async function example(name) {
  await page.getByRole("region", { name: "Examples" }).getByText(name, { exact: true }).click();
}

async function run(start = () => page.locator(RUN).click()) {
  await start();
  await page.waitForFunction(() => {
    const models = globalThis.__MONACO.editor.getModels();
    return models.find(({ uri }) => uri.path.endsWith("response.json")).getValue() !== "";
  });
  return JSON.parse(await read("response.json"));
}

// What the editor of variables says, as soon as that is as expected.
async function faults(isExpected) {
  for (;;) {
    const found = await page.evaluate(() => globalThis.__MONACO.editor.getModelMarkers({}));
    if (isExpected(found)) {
      return found.map(({ message }) => message);
    }
    await page.waitForTimeout(50);
  }
}

function read(name) {
  return page.evaluate((end) => {
    const models = globalThis.__MONACO.editor.getModels();
    return models.find(({ uri }) => uri.path.endsWith(end)).getValue();
  }, name);
}

function write(name, text) {
  return page.evaluate(
    ([end, value]) => {
      const models = globalThis.__MONACO.editor.getModels();
      models.find(({ uri }) => uri.path.endsWith(end)).setValue(value);
    },
    [name, text],
  );
}

// What keeps people out, in the parts that are ours: axe-core knows the rules of WCAG.
async function barriers(colorScheme) {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(AXE);
  const found = await page.evaluate(() => globalThis.axe.run([".bar", ".examples"]));
  return found.violations.map(({ id, nodes }) => `${colorScheme} ${id} ${nodes[0].html}`);
}

// Of the page, and of the first letters in the editor.
async function colors(colorScheme) {
  await page.emulateMedia({ colorScheme });
  await page.waitForTimeout(300);
  return page.evaluate(() => {
    const colorOf = (selector, name) => getComputedStyle(document.querySelector(selector))[name];
    return [
      colorOf(".explorer", "backgroundColor"),
      colorOf(".graphiql-query-editor .view-line span span", "color"),
    ];
  });
}
