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
/** For figures and dates: the visitor's own region, such as en-GB, if it speaks the language. */
let region = "en";
let plurals = new Intl.PluralRules("en");

/** Which of our languages a browser's language tag means, if any. */
function languageOf(tag: string): string | undefined {
  const lower = tag.toLowerCase();
  if (/^zh-(tw|hk|mo|hant)/.test(lower)) return "zh-Hant";
  if (lower.startsWith("zh")) return "zh-Hans";
  return ["es", "en"].find((language) => lower.startsWith(language));
}

/** The language that the browser's user prefers, among ours. */
export const preferredLanguage = () => navigator.languages.map(languageOf).find(Boolean) ?? "en";

/** Changes the language; stays with English if the texts of another cannot be had. */
export async function setLanguage(tag: string) {
  const loaded = await bundles[tag]?.().catch(() => undefined);
  texts = loaded?.default ?? english;
  language = loaded ? tag : "en";
  region = navigator.languages.find((wanted) => languageOf(wanted) === language) ?? language;
  plurals = new Intl.PluralRules(language);
  document.documentElement.lang = language;
}

export const currentLanguage = () => language;

export const currentRegion = () => region;

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
  new Intl.NumberFormat(region, {maximumFractionDigits: digits}).format(value);

/** A text whose key is put together, such as a state's; a word without a text stands for itself. */
export function word(kind: "state" | "phase" | "series" | "step" | "plan", name: string): string {
  const key = `${kind}.${name}`;
  return key in texts ? t(key as Key) : name;
}

/** "3 minutes ago" in the current language. */
export function ago(iso: string, now = Date.now()): string {
  if (!iso || iso.startsWith("0001-")) return t("time.never");
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  const format = new Intl.RelativeTimeFormat(region, {numeric: "auto"});
  if (seconds < 90) return format.format(-Math.round(seconds), "second");
  if (seconds < 5400) return format.format(-Math.round(seconds / 60), "minute");
  if (seconds < 129600) return format.format(-Math.round(seconds / 3600), "hour");
  return format.format(-Math.round(seconds / 86400), "day");
}

/** A moment to the second, from seconds since the epoch. */
export const dateTime = (seconds: number) =>
  new Intl.DateTimeFormat(region, {dateStyle: "medium", timeStyle: "medium"}).format(seconds * 1000);

/** A moment on a time axis, as finely as the axis' length needs. */
export function timeTick(seconds: number, span: number): string {
  const hour = "2-digit";
  const minute = "2-digit";
  const options: Intl.DateTimeFormatOptions =
    span > 2 * 86400
      ? {month: "short", day: "numeric"}
      : span < 600
        ? {hour, minute, second: "2-digit", hourCycle: "h23"}
        : {hour, minute, hourCycle: "h23"};
  return new Intl.DateTimeFormat(region, options).format(seconds * 1000);
}
