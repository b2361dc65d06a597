// Lets Node run programs with Relay's tag `graphql`, as a bundler with babel-plugin-relay would.
import { transformSync } from "@babel/core";
import { registerHooks } from "node:module";

const plugins = [
  ["relay", { eagerEsModules: true, artifactDirectory: `${import.meta.dirname}/__generated__` }],
];

registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier.endsWith(".graphql") ? `${specifier}.js` : specifier, context),
  load(address, context, next) {
    const loaded = next(address, context);
    if (!address.endsWith("/relay/client.js")) return loaded;
    const { code } = transformSync(String(loaded.source), {
      filename: new URL(address).pathname,
      plugins,
    });
    return { ...loaded, source: code };
  },
});
