// Monaco and others make <style> elements while they run. The policy of the page lets in only
// those that carry its nonce, which nobody but the page's own scripts can know. So every <style>
// that a script makes gets it; one that came in with markup does not.
const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
const create = document.createElement.bind(document);

document.createElement = (name: string, options?: ElementCreationOptions): HTMLElement => {
  const element = create(name, options);
  if (element instanceof HTMLStyleElement) {
    element.nonce = nonce;
  }
  return element;
};
