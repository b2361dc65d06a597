// What the programs here share: the browser, and a page that is ready to be used.
import { chromium } from "playwright-core";

export const RUN = "button[aria-label^='Execute query']";

export function launch(executablePath) {
  // Chromium refuses its own sandbox to root, as whom containers run their tests.
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

// Goes to the address; all editors are there, and so is the schema if one was asked for.
export async function open(page, address) {
  await page.goto(address);
  await ready(page);
}

export async function ready(page) {
  for (const editor of [".graphiql-query-editor", ".graphiql-editor-tool", ".result-window"]) {
    await page.locator(`${editor} .view-lines`).first().waitFor({ state: "attached" });
  }
  await page.locator("button[aria-label^='Re-fetch GraphQL schema']:not([disabled])").waitFor();
}
