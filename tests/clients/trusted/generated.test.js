// A server that runs what GraphQL Code Generator has listed, and nothing else.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { freshEmail, password, post, url } from "../world.js";

const list = new URL("./__generated__/persisted-documents.json", import.meta.url);
const documents = Object.entries(JSON.parse(readFileSync(list, "utf8")));
const idOf = (name) => documents.find(([, text]) => text.includes(`mutation ${name}(`))[0];

async function ask(body) {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  return response.json();
}

test("listed documents run by their IDs, as Apollo's clients and others name them", async () => {
  const sha256Hash = idOf("Signup");
  const variables = { input: { email: freshEmail(), password } };
  const byHash = { extensions: { persistedQuery: { version: 1, sha256Hash } }, variables };
  assert.deepEqual((await ask(byHash)).data.signup.errors, []);
  const again = await ask({ documentId: sha256Hash, variables });
  assert.equal(again.data.signup.errors[0].code, "EMAIL_TAKEN");
});

test("another document is refused", async () => {
  const { errors } = await post("{ me { id } }");
  assert.equal(errors[0].extensions.code, "FORBIDDEN");
});
