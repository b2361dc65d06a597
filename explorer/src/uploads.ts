// Files that go along with a request, by the GraphQL multipart request specification. In the
// variables `@NAME` stands for the attached file of that name. Nothing of them is stored.
import { useSyncExternalStore } from "react";

let attached: readonly File[] = [];
const listeners = new Set<() => void>();

// A file takes the place of an earlier one of its name.
export function attach(files: Iterable<File>): void {
  const added = [...files];
  const names = new Set(added.map(({ name }) => name));
  change([...attached.filter(({ name }) => !names.has(name)), ...added]);
}

export function detach(file: File): void {
  change(attached.filter((one) => one !== file));
}

export function useAttached(): readonly File[] {
  return useSyncExternalStore(subscribe, () => attached);
}

// Gives the body of a request: JSON, or a form if the variables mention attached files.
export function bodyOf(request: object): string | FormData {
  const places = new Map<File, string[]>();
  const operations = JSON.stringify(withoutFiles(request, "", places));
  if (places.size === 0) {
    return operations;
  }
  const form = new FormData();
  const entries = [...places].map(([file, paths], number) => ({ name: `${number}`, file, paths }));
  form.append("operations", operations);
  const map = Object.fromEntries(entries.map(({ name, paths }) => [name, paths]));
  form.append("map", JSON.stringify(map));
  for (const { name, file } of entries) {
    form.append(name, file);
  }
  return form;
}

// Puts null in place of each mention, and notes where it was.
function withoutFiles(value: unknown, path: string, places: Map<File, string[]>): unknown {
  const inner = (name: string | number) => (path ? `${path}.${name}` : `${name}`);
  if (Array.isArray(value)) {
    return value.map((one, index) => withoutFiles(one, inner(index), places));
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([name, one]) => [name, withoutFiles(one, inner(name), places)]),
    );
  }
  const file = attached.find(({ name }) => value === `@${name}`);
  if (file === undefined) {
    return value;
  }
  places.set(file, [...(places.get(file) ?? []), path]);
  return null;
}

function change(files: readonly File[]): void {
  attached = files;
  for (const listener of listeners) {
    listener();
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
