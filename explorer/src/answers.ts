// What answers have brought that later operations need: tokens, and IDs for the places of examples
// that say `…`.
import { receiveToken } from "./credentials";

const PLACE = /"((?:[a-z]+_)?)…\w*"/g;
const seen = new Map<string, string>();

// Remembers what is worth it in an answer, however deep it is.
export function learn(value: unknown): void {
  if (typeof value !== "object" || value === null) {
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner !== "string") {
      learn(inner);
    } else if (name === "accessToken") {
      receiveToken(inner);
    } else if (name === "refreshToken") {
      seen.set("", inner);
    } else if (name === "id") {
      seen.set(inner.slice(0, inner.indexOf("_") + 1), inner);
    }
  }
}

// Puts into the text of variables what is known by now; the other places stay.
export function filled(variables: string): string {
  return variables.replace(PLACE, (place: string, prefix: string) => {
    const value = seen.get(prefix);
    return value === undefined ? place : JSON.stringify(value);
  });
}

// Gives the first place that nobody has filled in.
export function openPlace(variables: unknown): string | undefined {
  return JSON.stringify(variables ?? null).match(PLACE)?.[0];
}
