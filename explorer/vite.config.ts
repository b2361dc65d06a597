// How the page is built: one HTML file that the server gives at /graphql, and beside it a folder
// graphql/explorer of files whose names change with their contents, each also packed by gzip.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const PACKED = /\.(css|js|svg|ttf)$/;

export default defineConfig({
  // Relative, so that the page works behind a proxy that puts the server under a path of its own.
  base: "./",
  build: {
    assetsDir: "graphql/explorer",
    // Files, not data: URLs, so that the policy of the page need not allow more than it must.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 5000,
    target: "es2022",
  },
  // The server puts a new nonce in place of this word into every page.
  html: { cspNonce: "NONCE" },
  worker: { format: "es" },
  plugins: [packFiles()],
});

function packFiles(): Plugin {
  return {
    name: "pack-files",
    writeBundle({ dir = "" }, files) {
      for (const name of Object.keys(files).filter((file) => PACKED.test(file))) {
        const path = join(dir, name);
        writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
      }
    },
  };
}
