/** The server's API, as far as the pages use it. Paths are relative to the page's base. */
export type Metric = Record<string, string>;

export interface Series {
  metric: Metric;
  values: [number, string][];
}

export interface Sample {
  metric: Metric;
  value: [number, string];
}

interface Envelope<T> {
  status: "success" | "error";
  data: T;
  error?: string;
  warnings?: string[];
  infos?: string[];
}

async function ask<T>(path: string, init: RequestInit = {}): Promise<Envelope<T>> {
  const response = await fetch(path, init);
  const type = response.headers.get("content-type") ?? "";
  if (!type.startsWith("application/json")) {
    throw new Error(`${response.status} ${(await response.text()).trim()}`);
  }
  const envelope = (await response.json()) as Envelope<T>;
  if (envelope.status !== "success") throw new Error(envelope.error);
  return envelope;
}

export interface RangeAnswer {
  series: Series[];
  notes: string[];
  millis: number;
}

export async function queryRange(
  query: string,
  start: number,
  end: number,
  step: number,
  signal?: AbortSignal,
): Promise<RangeAnswer> {
  const begun = performance.now();
  const body = new URLSearchParams({query, start: `${start}`, end: `${end}`, step: `${step}`});
  const answer = await ask<{result: Series[]}>("api/v1/query_range", {method: "POST", body, signal});
  return {
    series: answer.data.result,
    notes: [...(answer.warnings ?? []), ...(answer.infos ?? [])],
    millis: Math.round(performance.now() - begun),
  };
}

export async function query(text: string, signal?: AbortSignal): Promise<Sample[]> {
  const body = new URLSearchParams({query: text});
  const answer = await ask<{resultType: string; result: Sample[]}>("api/v1/query", {method: "POST", body, signal});
  return answer.data.resultType === "vector" ? answer.data.result : [];
}

export interface Target {
  scrapePool: string;
  scrapeUrl: string;
  labels: Metric;
  health: "up" | "down" | "unknown";
  lastError: string;
  lastScrape: string;
  lastScrapeDuration: number;
}

export async function targets(signal?: AbortSignal): Promise<Target[]> {
  return (await ask<{activeTargets: Target[]}>("api/v1/targets?state=active", {signal})).data.activeTargets;
}

export interface Alert {
  labels: Metric;
  annotations: Metric;
  state: "pending" | "firing" | "inactive";
  activeAt: string;
  value: string;
}

export interface Rule {
  type: "alerting" | "recording";
  name: string;
  query: string;
  state?: "inactive" | "pending" | "firing";
  health: string;
  lastError?: string;
  duration?: number;
  alerts?: Alert[];
  labels?: Metric;
  annotations?: Metric;
}

export interface RuleGroup {
  name: string;
  file: string;
  interval: number;
  rules: Rule[];
}

export async function ruleGroups(signal?: AbortSignal): Promise<RuleGroup[]> {
  return (await ask<{groups: RuleGroup[]}>("api/v1/rules", {signal})).data.groups;
}

export interface Check {
  name: string;
  kind: string;
  target: string;
  state: "up" | "degraded" | "down" | "unknown" | "pending";
  since: string;
  reason: string;
  durationSeconds: number;
  phases: Record<string, number>;
  lastRun: string;
}

export async function checks(signal?: AbortSignal): Promise<Check[]> {
  return (await ask<{checks: Check[]}>("api/atalaya/v1/checks", {signal})).data.checks;
}
