import {currentRegion, number} from "./i18n";

export type Format = (value: number) => string;

/** What is no number is said as PromQL writes it. */
function finite(value: number, format: Format): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return format(value);
}

const BYTE_UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

export const bytes: Format = (value) =>
  finite(value, (v) => {
    let unit = 0;
    for (; Math.abs(v) >= 1024 && unit < BYTE_UNITS.length - 1; unit++) v /= 1024;
    return `${number(v, v < 10 && unit > 0 ? 1 : 0)} ${BYTE_UNITS[unit]}`;
  });

export const bytesPerSecond: Format = (value) => finite(value, (v) => `${bytes(v)}/s`);

export const percent: Format = (value) => finite(value, (v) => `${number(v, Math.abs(v) < 10 ? 1 : 0)} %`);

/** Few letters for an axis or a table: 1.234, 12.5k, 3.1M. */
export const compact: Format = (value) =>
  finite(value, (v) => {
    if (v !== 0 && Math.abs(v) < 0.001) return v.toExponential(2);
    const options: Intl.NumberFormatOptions = {notation: "compact", maximumSignificantDigits: 4};
    return new Intl.NumberFormat(currentRegion(), options).format(v);
  });

/** A duration from microseconds to days, in its natural unit: "340 ms", "2.5 s", "3 d 4 h". */
export function duration(seconds: number): string {
  if (seconds < 0.001) return `${number(seconds * 1e6, 0)} µs`;
  if (seconds < 1) return `${number(seconds * 1e3, seconds < 0.01 ? 1 : 0)} ms`;
  if (seconds < 60) return `${number(seconds, 1)} s`;
  const parts: [number, string][] = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
  const first = parts.findIndex(([length]) => seconds >= length);
  return parts
    .slice(first, first + 2)
    .map(([length, unit], i) => [Math.floor((i ? seconds % parts[first][0] : seconds) / length), unit] as const)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${number(count, 0)} ${unit}`)
    .join(" ");
}

/** The unit that the names in an expression promise, if nothing in it changes the unit. */
export function formatFor(expression: string): Format {
  const changed = /[*/%^]|\bcount|\bchanges|\bgroup\b|\bquantile_over/.test(expression);
  if (changed || !/_bytes(_total)?\b/.test(expression)) return compact;
  return /\b(i?rate|deriv)\s*\(/.test(expression) ? bytesPerSecond : bytes;
}
