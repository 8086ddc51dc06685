import english from "../locales/en.json";

/** Every text has a key; keys are checked against English when the pages are built. */
export type Key = keyof typeof english;
type Bundle = Record<Key, string>;

const bundles: Partial<Record<string, () => Promise<{default: Bundle}>>> = {
  es: () => import("../locales/es.json"),
  "zh-Hans": () => import("../locales/zh-Hans.json"),
  "zh-Hant": () => import("../locales/zh-Hant.json"),
};

export const LANGUAGES: [string, string][] = [
  ["en", "English"],
  ["es", "Español"],
  ["zh-Hans", "简体中文"],
  ["zh-Hant", "繁體中文"],
];

let texts: Bundle = english;
let language = "en";
let plurals = new Intl.PluralRules("en");

/** The language that the browser's user prefers, among ours. */
export function preferredLanguage(): string {
  for (const wanted of navigator.languages) {
    const tag = wanted.toLowerCase();
    if (tag.startsWith("es")) return "es";
    if (/^zh-(tw|hk|mo|hant)/.test(tag)) return "zh-Hant";
    if (tag.startsWith("zh")) return "zh-Hans";
    if (tag.startsWith("en")) return "en";
  }
  return "en";
}

export async function setLanguage(tag: string) {
  const load = bundles[tag];
  texts = load ? (await load()).default : english;
  language = load ? tag : "en";
  plurals = new Intl.PluralRules(language);
  document.documentElement.lang = language;
}

export const currentLanguage = () => language;

/** The text of a key; understands {name} and {n, plural, one {# thing} other {# things}}. */
export function t(key: Key, args: Record<string, string | number> = {}): string {
  const pattern = /\{(\w+), plural,((?: \w+ \{[^{}]*\})+)\}|\{(\w+)\}/g;
  return texts[key].replace(pattern, (_all, plural: string, forms: string, simple: string) => {
    if (simple) return String(args[simple] ?? "");
    const byForm: Record<string, string> = {};
    for (const form of forms.matchAll(/(\w+) \{([^{}]*)\}/g)) byForm[form[1]] = form[2];
    const count = Number(args[plural]);
    return (byForm[plurals.select(count)] ?? byForm.other).replace("#", number(count));
  });
}

export const number = (value: number, digits = 3) =>
  new Intl.NumberFormat(language, {maximumFractionDigits: digits}).format(value);

/** "3 minutes ago" in the current language. */
export function ago(iso: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  const format = new Intl.RelativeTimeFormat(language, {numeric: "auto"});
  if (seconds < 90) return format.format(-Math.round(seconds), "second");
  if (seconds < 5400) return format.format(-Math.round(seconds / 60), "minute");
  if (seconds < 129600) return format.format(-Math.round(seconds / 3600), "hour");
  return format.format(-Math.round(seconds / 86400), "day");
}
