import {type Check, queryRange, type Series} from "../../api";
import {dateTime, word} from "../../i18n";

const DAY_SECONDS = 86_400;
const HALF_HOUR_SECONDS = 1800;
const PATIENCE_MILLIS = 60_000;

/** All states, the worst first. If a step saw several, the first of them is shown. */
export const WORST = ["down", "flapping", "degraded", "unreachable", "unknown", "maintenance", "paused", "up"];

/** Sorts checks: what is wrong first. */
export const worstFirst = (a: Check, b: Check) => WORST.indexOf(a.state) - WORST.indexOf(b.state);

/** A stretch of time in one state; the empty state where nothing is known. */
export interface Part {
  state: string;
  /** Seconds since the epoch. */
  from: number;
  steps: number;
}

/** The last day of checks, by name, in steps of so many seconds. */
export async function lastDay(names: string[], step: number, signal: AbortSignal): Promise<Map<string, Part[]>> {
  const end = Math.floor(Date.now() / 1000 / step) * step + step;
  const start = end - DAY_SECONDS + step;
  const expr = `max_over_time(check_state{check=~${JSON.stringify(names.map(escaped).join("|"))}}[${step}s]) == 1`;
  const {series} = await queryRange(expr, start, end, step, signal);
  const byName = new Map<string, Series[]>(names.map((name) => [name, []]));
  for (const s of series) byName.get(s.metric.check)?.push(s);
  return new Map(names.map((name) => [name, partsOf(byName.get(name) ?? [], start, end, step)]));
}

/** How long to wait for others that want to know the same. */
const GATHERING_MILLIS = 30;

/** What is asked together next; null if nobody waits. */
let gathering: {names: Set<string>; days: Promise<Map<string, Part[]>>} | null = null;

/** The last day of one check in half hours. The rows of a list that ask at once are answered by one query. */
export async function dayOf(name: string): Promise<Part[]> {
  gathering ??= gather();
  const {names, days} = gathering;
  names.add(name);
  return (await days).get(name) ?? [];
}

function gather() {
  const names = new Set<string>();
  const days = new Promise((done) => setTimeout(done, GATHERING_MILLIS)).then(() => {
    gathering = null;
    return lastDay([...names], HALF_HOUR_SECONDS, AbortSignal.timeout(PATIENCE_MILLIS));
  });
  return {names, days};
}

/** A text as a regular expression that means just it. */
const escaped = (text: string) => text.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&");

/** Steps of the same state, put together. */
function partsOf(series: Series[], start: number, end: number, step: number): Part[] {
  const states = new Map<number, string>();
  for (const state of [...WORST].reverse()) {
    const held = series.find((s) => s.metric.state === state);
    for (const [time] of held?.values ?? []) states.set(time, state);
  }
  const all: Part[] = [];
  for (let time = start; time <= end; time += step) {
    const state = states.get(time) ?? "";
    const last = all.at(-1);
    if (last?.state === state) last.steps++;
    else all.push({state, from: time - step, steps: 1});
  }
  return all;
}

/** A stretch in words: when it began, and what it was. */
export const wordsOf = ({state, from}: Part) => `${dateTime(from)} ${state ? word("state", state) : "–"}`;
