/**
 * The address is the state: page, time range, expression. Whoever has the address sees the same view.
 */
export interface Address {
  /** Path below the base, such as "explore"; empty for the overview. */
  page: string;
  params: URLSearchParams;
}

const base = new URL(document.baseURI).pathname;

export function readAddress(): Address {
  const page = location.pathname.slice(base.length).replace(/\/$/, "");
  return {page, params: new URLSearchParams(location.search)};
}

/** The full path of a page, for links. */
export function href(page: string, params: Record<string, string> = {}): string {
  const query = new URLSearchParams(params).toString();
  return base + page + (query ? "?" + query : "");
}

/** Goes to an address without loading the page anew. */
export function navigate(to: string, replace = false) {
  history[replace ? "replaceState" : "pushState"](null, "", to);
  dispatchEvent(new PopStateEvent("popstate"));
}

/** Changes some parameters of the current page; an empty value removes one. */
export function setParams(changes: Record<string, string>, replace = false) {
  const {page, params} = readAddress();
  for (const [name, value] of Object.entries(changes)) {
    if (value) params.set(name, value);
    else params.delete(name);
  }
  navigate(href(page, Object.fromEntries(params)), replace);
}

const SECONDS: Record<string, number> = {s: 1, m: 60, h: 3600, d: 86400, w: 604800};

/** Seconds since the epoch of "now", "now-6h" or a number of seconds. */
export function absoluteTime(text: string, now: number): number {
  const relative = /^now(?:-(\d+)([smhdw]))?$/.exec(text);
  if (!relative) return Number(text);
  return now - (relative[1] ? Number(relative[1]) * SECONDS[relative[2]] : 0);
}
