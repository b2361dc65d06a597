// Files travel with the form that they belong to, by the upload link.
import assert from "node:assert/strict";
import { test } from "node:test";

import { gql } from "@apollo/client";

import { freshEmail, password, signUp, url } from "../world.js";
import { connect } from "./client.js";
import { uploading } from "./links.js";

const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const pdf = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
const avatar = () => new File([pixel], "ann.png", { type: "image/png" });

test("a sign-up brings its picture along", async () => {
  const client = connect(url, {}, [], uploading(url));
  const { data } = await client.mutate({
    mutation: gql`
      mutation Signup($input: SignupInput!) {
        signup(input: $input) {
          user {
            id
            file(field: "avatar") {
              filename
              contentType
              size
            }
          }
          errors {
            code
            path
          }
        }
      }
    `,
    variables: {
      input: { email: freshEmail(), password, files: [{ field: "avatar", file: avatar() }] },
    },
  });
  assert.deepEqual(data.signup.errors, []);
  const { filename, contentType, size } = data.signup.user.file;
  assert.deepEqual([filename, contentType], ["ann.png", "image/png"]);
  assert.ok(size > 0);
});

test("two files replace what was there, and are served as they were sent", async () => {
  const user = await signUp();
  const client = connect(url, user, [], uploading(url));
  const files = [
    { field: "avatar", file: avatar() },
    { field: "resume", file: new File([pdf], "résumé.pdf") },
  ];
  const { data } = await client.mutate({
    mutation: gql`
      mutation Upload($input: UpdateProfileInput!) {
        updateProfile(input: $input) {
          user {
            id
            avatarUrl
            files {
              id
              field
              filename
              url
            }
          }
          errors {
            code
            message
          }
        }
      }
    `,
    variables: { input: { files } },
  });
  const { user: changed, errors } = data.updateProfile;
  assert.deepEqual(errors, []);
  const named = changed.files.map(({ field, filename }) => [field, filename]);
  assert.deepEqual(named.sort(), [
    ["avatar", "ann.png"],
    ["resume", "résumé.pdf"],
  ]);
  const resume = changed.files.find(({ field }) => field === "resume");
  const served = await fetch(new URL(resume.url, url));
  assert.equal(await served.text(), pdf);
});
