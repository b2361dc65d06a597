// Where the window is as narrow as that of a telephone, panels stand above one another (style.css).

export function isNarrow(): boolean {
  return matchMedia("(max-width: 45rem)").matches;
}
