// The API key and the token that requests carry. They stay in the session storage of the browser
// tab: another tab does not see them, and they end with it.
import { useSyncExternalStore } from "react";
import { storage } from "./storage";

export interface Credentials {
  readonly key: string;
  readonly token: string;
  // A token that an answer has brought while another one was in use.
  readonly offered: string;
}

const STORED = ["key", "token"] as const;
const listeners = new Set<() => void>();
let current: Credentials = { key: read("key"), token: read("token"), offered: "" };

export function credentials(): Credentials {
  return current;
}

export function setCredentials(changes: Partial<Credentials>): void {
  current = { ...current, ...changes };
  for (const name of STORED) {
    storage.setItem(`rollcall:${name}`, current[name]);
  }
  for (const listener of listeners) {
    listener();
  }
}

// Uses a token that has come with an answer; if there is another one already, it is only offered.
export function receiveToken(token: string): void {
  setCredentials(current.token ? { offered: token } : { token });
}

export function useCredentials(): Credentials {
  return useSyncExternalStore(subscribe, credentials);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(name: string): string {
  return storage.getItem(`rollcall:${name}`) ?? "";
}
