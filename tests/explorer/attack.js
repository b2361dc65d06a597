// Tries in the explorer what somebody would who got markup or a script into the page, and prints
// which attempts had an effect and which rules of the policy have stopped them.
// Usage: node attack.js ADDRESS BROWSER
import { launch, open } from "./page.js";

const [address, executablePath] = process.argv.slice(2);
const browser = await launch(executablePath);
const page = await browser.newPage();
await open(page, address);

const report = await page.evaluate(async () => {
  const elsewhere = "https://elsewhere.invalid";
  const stopped = [];
  const worked = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    stopped.push(event.effectiveDirective);
  });
  globalThis.succeed = (what) => worked.push(what);

  const add = (name, values) => {
    document.body.append(Object.assign(document.createElement(name), values));
  };
  const markup = (text) => {
    document.body.append(document.createRange().createContextualFragment(text));
  };
  const attempt = async (what, action) => {
    try {
      await action();
      worked.push(what);
    } catch {
      // As it should be.
    }
  };

  // What a debugger starts may use eval; what a timer starts is held to the policy.
  await new Promise((resolve) => setTimeout(resolve));
  await attempt("eval", () => (0, eval)("1"));
  await attempt("Function", () => new Function("return 1")());
  await attempt("fetch", () => fetch(elsewhere));
  new Worker("data:text/javascript,postMessage(1)").onmessage = () => worked.push("worker");
  add("script", { textContent: "succeed('inline script')" });
  add("script", { src: `${elsewhere}/script.js`, onload: () => worked.push("script") });
  add("script", { src: "data:text/javascript,succeed('data script')" });
  markup("<script>succeed('script in markup')</script>");
  markup("<img src='data:,' onerror=\"succeed('handler in markup')\">");
  markup("<style>body { outline: 7px solid }</style>");
  markup(`<link rel="stylesheet" href="${elsewhere}/style.css">`);
  markup(`<img src="${elsewhere}/image.png">`);
  markup(`<iframe src="${elsewhere}"></iframe>`);
  markup(`<object data="${elsewhere}"></object>`);
  markup(`<base href="${elsewhere}">`);
  markup(`<form id="send" action="${elsewhere}" method="post"></form>`);
  document.getElementById("send").submit();
  await new Promise((resolve) => setTimeout(resolve, 500));

  if (getComputedStyle(document.body).outlineWidth === "7px") worked.push("style in markup");
  if (document.baseURI.startsWith(elsewhere)) worked.push("base");
  return { worked, stopped: [...new Set(stopped)].sort() };
});
await browser.close();
console.log(JSON.stringify(report));
