/** A span of time as the address holds it: "now-1h" to "now", or two numbers of seconds. */
export interface Range {
  from: string;
  to: string;
}

export interface Span {
  start: number;
  end: number;
}

const SECONDS: Record<string, number> = {s: 1, m: 60, h: 3600, d: 86400, w: 604800};
const MAX_POINTS = 600;
const SHORTEST_SECONDS = 10;
const LONGEST_SECONDS = 2 * 366 * 86400;

/** Offered spans, from an outage's to a season's. */
export const RELATIVE = ["5m", "15m", "1h", "3h", "6h", "12h", "1d", "2d", "7d", "30d", "90d"];

/** Seconds since the epoch of "now", "now-6h" or a number of seconds; the present for anything else. */
export function absoluteTime(text: string, now: number): number {
  const relative = /^now(?:-(\d+)([smhdw]))?$/.exec(text);
  if (relative) return relative[1] ? now - Number(relative[1]) * SECONDS[relative[2]] : now;
  const seconds = Number(text);
  return text && Number.isFinite(seconds) ? seconds : now;
}

export function spanOf(range: Range, now = Date.now() / 1000): Span {
  const end = absoluteTime(range.to, now);
  const start = absoluteTime(range.from, now);
  return {start: Math.min(start, end - SHORTEST_SECONDS), end};
}

/** Whether the span moves with the clock. */
export const isMoving = (range: Range) => range.to === "now";

/** The count and unit of "now-6h"; nothing for other spans. */
export function relativePart(range: Range): {count: number; unit: string} | null {
  const found = isMoving(range) && /^now-(\d+)([smhdw])$/.exec(range.from);
  return found ? {count: Number(found[1]), unit: found[2]} : null;
}

/** The start of the shortest offered span that shows a moment with something before it. */
export function reaching(iso: string, now = Date.now() / 1000): string {
  const needed = 1.5 * (now - Date.parse(iso) / 1000);
  const span = RELATIVE.find((offered) => now - absoluteTime(`now-${offered}`, now) >= Math.max(needed, 3600));
  return `now-${span ?? RELATIVE[RELATIVE.length - 1]}`;
}

/** The shortest offered span up to now that begins before a moment. */
export const since = (moment: number, now = Date.now() / 1000) =>
  RELATIVE.find((span) => absoluteTime(`now-${span}`, now) <= moment);

/** Seconds between two points, so that a chart has as many as it can show. */
export const stepOf = ({start, end}: Span) => Math.max(1, Math.ceil((end - start) / MAX_POINTS));

const fixed = (start: number, end: number): Range => ({from: `${Math.round(start)}`, to: `${Math.round(end)}`});

/** The same length, half a length earlier (-1) or later (1). */
export function shifted(range: Range, direction: -1 | 1): Range {
  const {start, end} = spanOf(range);
  const by = (direction * (end - start)) / 2;
  return fixed(start + by, end + by);
}

/** Twice as long around the same middle, but never beyond the present. */
export function zoomedOut(range: Range): Range {
  const {start, end} = spanOf(range);
  const length = Math.min(2 * (end - start), LONGEST_SECONDS);
  const until = Math.min((start + end) / 2 + length / 2, Math.max(end, Date.now() / 1000));
  return fixed(until - length, until);
}

/** The span between two points of a chart. */
export function chosen(from: number, to: number): Range {
  const middle = (from + to) / 2;
  const half = Math.max((to - from) / 2, SHORTEST_SECONDS / 2);
  return fixed(middle - half, middle + half);
}
