// Where the page keeps what is typed: in the session storage, which ends with the browser tab.
// Variables hold passwords, and answers hold tokens, so nothing of them may stay behind.

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "length" | "clear">;

export const storage: Store = available() ?? inMemory();

function available(): Store | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined; // A browser may forbid it; all is then forgotten when the page is left.
  }
}

function inMemory(): Store {
  const values = new Map<string, string>();
  return {
    getItem: (name) => values.get(name) ?? null,
    setItem: (name, value) => void values.set(name, value),
    removeItem: (name) => void values.delete(name),
    get length() {
      return values.size;
    },
    clear: () => values.clear(),
  };
}
