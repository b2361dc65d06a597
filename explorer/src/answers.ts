// What answers have brought that later operations need: tokens, and IDs for the places of examples
// that say `…`.
import { parse, visit } from "graphql";
import { receiveToken } from "./credentials";

// Fields in which anybody can put what looks like a token or an ID.
const FREE = ["data", "preferences"];
const PLACE = /"((?:[a-z]+_)?)…\w*"/g;
const seen = new Map<string, string>();

// Remembers what is worth it in the answer to a query, however deep it is.
export function learn(answer: unknown, query: string): void {
  const free = new Set<string>();
  visit(parse(query), {
    Field: ({ alias, name }) => {
      if (FREE.includes(name.value)) {
        free.add((alias ?? name).value);
      }
    },
  });
  remember(answer, free);
}

function remember(value: unknown, free: ReadonlySet<string>): void {
  if (typeof value !== "object" || value === null) {
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    if (free.has(name)) {
      continue;
    }
    if (typeof inner !== "string") {
      remember(inner, free);
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
