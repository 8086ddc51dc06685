import type {Matcher, Metric} from "./api";

const OPERATOR = /^(=~|!~|!=|=)/;
const NAME = /^(?:"(?:[^"\\]|\\.)*"|[^\s{}!=~,"]+)/;
const VALUE = /^(?:"(?:[^"\\]|\\.)*"|[^\s{},"]*)/;
const ESCAPE = /\\(.)/g;

/**
 * Reads matchers such as {a="b", c=~"d.*"}, with or without braces, divided by commas or new lines.
 *
 * @returns null if this is not how matchers are written
 */
export function parseMatchers(text: string): Matcher[] | null {
  const matchers: Matcher[] = [];
  let rest = text.trim().replace(/^\{([^]*)\}$/, "$1").replace(/^[\s,]+/, "");
  const take = (pattern: RegExp): string | undefined => {
    const found = pattern.exec(rest)?.[0];
    rest = rest.slice(found?.length ?? 0).trimStart();
    return found;
  };
  while (rest) {
    const name = take(NAME);
    const operator = take(OPERATOR);
    const before = rest;
    const value = VALUE.exec(rest)?.[0];
    if (name === undefined || operator === undefined || value === undefined) return null;
    rest = before.slice(value.length);
    if (!/^\s*($|,|\n)/.test(rest)) return null;
    rest = rest.replace(/^[\s,]+/, "");
    matchers.push({
      name: unquoted(name),
      value: unquoted(value),
      isRegex: operator.endsWith("~"),
      isEqual: operator.startsWith("="),
    });
  }
  return matchers;
}

function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  return text.slice(1, -1).replace(ESCAPE, (_all, letter: string) => (letter === "n" ? "\n" : letter));
}

const quoted = (text: string) => `"${text.replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n")}"`;

export const operatorOf = ({isEqual, isRegex}: Matcher) => (isEqual ? "=" : "!") + (isRegex ? "~" : isEqual ? "" : "=");

/** One matcher as the server reads it. */
export function matcherText(matcher: Matcher): string {
  const name = /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(matcher.name) ? matcher.name : quoted(matcher.name);
  return name + operatorOf(matcher) + quoted(matcher.value);
}

/** All of them, for the address and for the form: one a line, so that one is soon taken out. */
export const matchersText = (matchers: Matcher[]) => matchers.map(matcherText).join(",\n");

/** Whether labels meet a matcher; one whose regular expression is none holds nothing back. */
export function meets(labels: Metric, {name, value, isRegex, isEqual}: Matcher): boolean {
  const found = labels[name] ?? "";
  if (!isRegex) return (found === value) === isEqual;
  try {
    return new RegExp(`^(?:${value})$`, "s").test(found) === isEqual;
  } catch {
    return true;
  }
}

/** Matchers that only an alert with all these labels meets. */
export const matchersOf = (labels: Metric): Matcher[] =>
  Object.entries(labels).map(([name, value]) => ({name, value, isRegex: false, isEqual: true}));
