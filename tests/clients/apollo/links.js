// What else Apollo Client may be connected by: hashes in place of texts, batches, and uploads.
import { createHash } from "node:crypto";

// region docs
import { HttpLink } from "@apollo/client";
import { BatchHttpLink } from "@apollo/client/link/batch-http";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import UploadHttpLink from "apollo-upload-client/UploadHttpLink.mjs";

// Rollcall takes a GET, or an upload, only with a header that no other site can make a browser send.
const headers = { "Apollo-Require-Preflight": "true" };

export const hashing = () => new PersistedQueryLink({ sha256, useGETForHashedQueries: true });
export const plain = (uri, options) => new HttpLink({ uri, headers, ...options });
export const batching = (uri, options) => new BatchHttpLink({ uri, batchMax: 10, ...options });
export const uploading = (uri, options) => new UploadHttpLink({ uri, headers, ...options });
// endregion

function sha256(text) {
  return createHash("sha256").update(text).digest("hex");
}
