import {href, navigate} from "./address";
import type {Key} from "./i18n";
import {refreshNow} from "./live";

/** The letters that follow "g", and where they lead. */
export const PLACES: [letter: string, page: string, label: Key][] = [
  ["o", "", "nav.overview"],
  ["e", "explore", "nav.explore"],
  ["a", "alerts", "nav.alerts"],
  ["i", "silences", "nav.silences"],
  ["c", "checks", "nav.checks"],
  ["t", "targets", "nav.targets"],
  ["s", "status", "nav.status"],
];

/** Other keys and what they do. */
export const SHORTCUTS: [keys: string, label: Key][] = [
  ["/", "keys.search"],
  ["t", "keys.range"],
  ["m", "keys.metrics"],
  ["r", "keys.refresh"],
  ["?", "keys.help"],
];

const SECOND_KEY_MILLIS = 1500;

/** Listens to the keyboard wherever nothing is being typed; returns what ends it. */
export function listenToKeys(toggleHelp: () => void): () => void {
  let goPressedAt = -Infinity;
  const actions: Record<string, () => void> = {
    "/": () => focus("#search, .cm-content"),
    t: () => focus("#range")?.click(),
    m: () => focus("#metrics")?.click(),
    r: refreshNow,
    "?": toggleHelp,
    g: () => (goPressedAt = performance.now()),
  };
  const pressed = (e: KeyboardEvent) => {
    if (e.ctrlKey || e.metaKey || e.altKey || isTyping(e.target)) return;
    const going = performance.now() - goPressedAt < SECOND_KEY_MILLIS;
    goPressedAt = -Infinity;
    const place = going && PLACES.find(([letter]) => letter === e.key);
    if (place) navigate(href(place[1]));
    else if (actions[e.key]) actions[e.key]();
    else return;
    e.preventDefault();
  };
  addEventListener("keydown", pressed);
  return () => removeEventListener("keydown", pressed);
}

function focus(selector: string): HTMLElement | null {
  const element = document.querySelector<HTMLElement>(selector);
  element?.focus();
  return element;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}
