import type {Range} from "./range";

/**
 * The address is the state: page, time range, expression, filters. Whoever has the address sees the same
 * view, and back and forward walk through what was looked at.
 */
export interface Address {
  /** Path below the base, such as "explore"; empty for the overview. */
  page: string;
  params: URLSearchParams;
}

const base = new URL(document.baseURI).pathname;

export function readAddress(): Address {
  if (location.hash.startsWith("#/")) return ofAlertmanager(location.hash.slice(2));
  const page = location.pathname.slice(base.length).replace(/\/$/, "");
  return {page, params: new URLSearchParams(location.search)};
}

/**
 * What an address of Alertmanager's pages means here. Messages carry such links, so that templates written
 * for it go on working: alerts?receiver=NAME&filter={a="b"}, silences, silences/new?filter={a="b"},
 * silences/ID, silences/ID/edit.
 */
function ofAlertmanager(fragment: string): Address {
  const [, path, query] = /^([^?]*)\??([^]*)$/.exec(fragment)!;
  const [page, detail, action] = path.split("/");
  const params = new URLSearchParams(page === "silences" ? query : "");
  if (page === "alerts") copy(new URLSearchParams(query), params, ["receiver", "filter"]);
  if (detail === "new") params.set("new", "1");
  else if (detail) params.set(action === "edit" ? "edit" : "q", detail);
  return {page, params};
}

function copy(from: URLSearchParams, to: URLSearchParams, names: string[]) {
  for (const name of names) if (from.get(name)) to.set(name, from.get(name)!);
}

/** The full path of a page, for links. How often the pages refresh goes with the visitor. */
export function href(page: string, params: Record<string, string> = {}): string {
  const refresh = new URLSearchParams(location.search).get("refresh");
  const query = new URLSearchParams({...params, ...(refresh && {refresh: params.refresh ?? refresh})}).toString();
  return base + page + (query ? "?" + query : "");
}

/** The form for a silence, with matchers filled in. */
export const silenceHref = (filter: string, comment = "") =>
  href("silences", {new: "1", filter, ...(comment && {comment})});

/** The page that charts an expression. */
export const exploreHref = (expr: string, range: Partial<Range> = {}) => href("explore", {expr, ...range});

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
  const to = href(page, Object.fromEntries(params));
  if (to !== location.pathname + location.search + location.hash) navigate(to, replace);
}

/** A link within the pages: no new load, unless the visitor asks for a new tab. */
export function follow(event: MouseEvent) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  navigate((event.currentTarget as HTMLAnchorElement).getAttribute("href")!);
  scrollTo(0, 0);
}

/** The range that the address asks for, or a page's own. */
export function rangeOf(params: URLSearchParams, usual: string): Range {
  return {from: params.get("from") ?? usual, to: params.get("to") ?? "now"};
}
