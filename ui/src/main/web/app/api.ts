/** The server's API, as far as the pages use it. Paths are relative to the page's base. */
import {noteReached} from "./connection";
import {Failure} from "./failure";

export type Metric = Record<string, string>;

/** Seconds since the epoch, and the value as the server writes it: "1.5", "NaN", "+Inf". */
export type Point = [number, string];

export interface Series {
  metric: Metric;
  values: Point[];
}

export interface Sample {
  metric: Metric;
  value: Point;
}

export interface Stats {
  timings: {evalTotalTime: number};
  samples: {totalQueryableSamples: number; peakSamples: number};
}

/** A native histogram, as far as it is shown. */
interface HistogramAnswer {
  count: string;
  sum: string;
}

/** Series and samples as they come: floats, native histograms, or of a series both. */
interface RawSeries {
  metric: Metric;
  values?: Point[];
  histograms?: [number, HistogramAnswer][];
}

interface RawSample {
  metric: Metric;
  value?: Point;
  histogram?: [number, HistogramAnswer];
}

/** A native histogram in the notation of rule tests, without its buckets. */
const written = ([time, {count, sum}]: [number, HistogramAnswer]): Point => [time, `{{count:${count} sum:${sum}}}`];

const allPoints = ({metric, values = [], histograms = []}: RawSeries): Series => ({
  metric,
  values: [...values, ...histograms.map(written)].sort(([a], [b]) => a - b),
});

const sampleOf = ({metric, value, histogram}: RawSample): Sample => ({
  metric,
  value: value ?? written(histogram!),
});

interface Envelope<T> {
  status: "success" | "error";
  data: T;
  errorType?: string;
  error?: string;
  warnings?: string[];
  infos?: string[];
}

/** Statuses by which a proxy says that the server behind it is gone. */
const GATEWAY_STATUSES = [502, 504];

/** Whoever does not answer for so long is not there; queries may take their time. */
const PATIENCE_MILLIS = 15_000;
const QUERY_PATIENCE_MILLIS = 130_000;

async function ask<T>(path: string, init: RequestInit = {}, patience = PATIENCE_MILLIS): Promise<Envelope<T>> {
  const response = await reach(path, init, patience);
  const type = response.headers.get("content-type") ?? "";
  if (!type.startsWith("application/json")) {
    throw new Failure(`${response.status} ${(await response.text()).trim()}`, "http");
  }
  const envelope = (await response.json()) as Envelope<T>;
  if (envelope.status !== "success") {
    throw Failure.ofServer(envelope.error ?? `${response.status}`, envelope.errorType ?? "http");
  }
  return envelope;
}

async function reach(path: string, init: RequestInit, patience: number): Promise<Response> {
  const signals = [AbortSignal.timeout(patience), ...(init.signal ? [init.signal] : [])];
  let response: Response;
  try {
    response = await fetch(path, {...init, signal: AbortSignal.any(signals)});
  } catch (e) {
    if (init.signal?.aborted) throw e;
    noteReached(false);
    throw Failure.unreachable(String(e));
  }
  const reached = !GATEWAY_STATUSES.includes(response.status);
  noteReached(reached);
  if (!reached) throw Failure.unreachable(`${response.status}`);
  return response;
}

export interface RangeAnswer {
  series: Series[];
  /** How many series have native histograms, which are no lines. */
  histograms: number;
  start: number;
  end: number;
  step: number;
  warnings: string[];
  infos: string[];
  stats?: Stats;
  /** From the question to the last byte of the answer, as the browser saw it. */
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
  const body = new URLSearchParams({query, start: `${start}`, end: `${end}`, step: `${step}`, stats: "all"});
  const answer = await ask<{resultType: string; result: RawSeries[]; stats?: Stats}>(
    "api/v1/query_range",
    {method: "POST", body, signal},
    QUERY_PATIENCE_MILLIS,
  );
  return {
    series: answer.data.result.flatMap(({metric, values}) => (values ? [{metric, values}] : [])),
    histograms: answer.data.result.filter((series) => series.histograms).length,
    start,
    end,
    step,
    warnings: answer.warnings ?? [],
    infos: answer.infos ?? [],
    stats: answer.data.stats,
    millis: Math.round(performance.now() - begun),
  };
}

/** What an instant query can be: samples, one number or text, or (for a range selector) series. */
export type InstantResult =
  | {resultType: "vector"; result: Sample[]}
  | {resultType: "matrix"; result: Series[]}
  | {resultType: "scalar" | "string"; result: Point};

type RawInstant =
  | {resultType: "vector"; result: RawSample[]}
  | {resultType: "matrix"; result: RawSeries[]}
  | {resultType: "scalar" | "string"; result: Point};

export type InstantAnswer = InstantResult & {
  warnings: string[];
  infos: string[];
  stats?: Stats;
  millis: number;
};

export async function query(text: string, time?: number, signal?: AbortSignal): Promise<InstantAnswer> {
  const begun = performance.now();
  const body = new URLSearchParams({query: text, stats: "all"});
  if (time !== undefined) body.set("time", `${time}`);
  const answer = await ask<RawInstant & {stats?: Stats}>(
    "api/v1/query",
    {method: "POST", body, signal},
    QUERY_PATIENCE_MILLIS,
  );
  return {
    ...resultOf(answer.data),
    stats: answer.data.stats,
    warnings: answer.warnings ?? [],
    infos: answer.infos ?? [],
    millis: Math.round(performance.now() - begun),
  };
}

function resultOf(data: RawInstant): InstantResult {
  switch (data.resultType) {
    case "vector":
      return {resultType: data.resultType, result: data.result.map(sampleOf)};
    case "matrix":
      return {resultType: data.resultType, result: data.result.map(allPoints)};
    case "scalar":
    case "string":
      return data;
  }
}

/** A part of a query: what it gave to the part above it, and what that took. */
export interface PlanNode {
  kind: string;
  /** The part as it stands in the query. */
  text: string;
  series: number;
  samples: number;
  /** Of all threads, with the parts below. */
  seconds: number;
  /** 0 if a twin elsewhere in the query was evaluated instead. */
  evaluations: number;
  children: PlanNode[];
}

export interface PlanAnswer {
  plan: PlanNode;
  stats: Stats;
  step: number;
  warnings: string[];
  infos: string[];
  millis: number;
}

/** Runs a query over a range, and tells what each of its parts gave and took. */
export async function explainQuery(
  text: string,
  start: number,
  end: number,
  step: number,
  signal?: AbortSignal,
): Promise<PlanAnswer> {
  const begun = performance.now();
  const body = new URLSearchParams({query: text, start: `${start}`, end: `${end}`, step: `${step}`});
  const answer = await ask<{plan: PlanNode; stats: Stats}>(
    "api/atalaya/v1/explain",
    {method: "POST", body, signal},
    QUERY_PATIENCE_MILLIS,
  );
  return {
    ...answer.data,
    step,
    warnings: answer.warnings ?? [],
    infos: answer.infos ?? [],
    millis: Math.round(performance.now() - begun),
  };
}

/** The same expression, laid out over lines. */
export async function formatted(text: string): Promise<string> {
  const body = new URLSearchParams({query: text});
  return (await ask<string>("api/v1/format_query", {method: "POST", body})).data;
}

/** The samples of an expression that yields a vector. */
export async function vector(text: string, signal?: AbortSignal): Promise<Sample[]> {
  const answer = await query(text, undefined, signal);
  return answer.resultType === "vector" ? answer.result : [];
}

/** A metric, and what those who expose it say of it. */
export interface MetricInfo {
  name: string;
  /** Such as "counter"; empty if nobody says. */
  type: string;
  help: string;
}

/** What a histogram's or a summary's series add to the name of their metric. */
const SERIES_SUFFIX = /_(bucket|sum|count|total|created|info)$/;

export async function metrics(signal?: AbortSignal): Promise<MetricInfo[]> {
  const [names, said] = await Promise.all([
    ask<string[]>("api/v1/label/__name__/values", {signal}),
    ask<Record<string, {type: string; help: string}[]>>("api/v1/metadata?limit_per_metric=1", {signal}),
  ]);
  return names.data.map((name) => {
    const [info] = said.data[name] ?? said.data[name.replace(SERIES_SUFFIX, "")] ?? [];
    return {name, type: info?.type ?? "", help: info?.help ?? ""};
  });
}

export interface Target {
  scrapePool: string;
  scrapeUrl: string;
  labels: Metric;
  discoveredLabels: Metric;
  health: "up" | "down" | "unknown";
  lastError: string;
  lastScrape: string;
  lastScrapeDuration: number;
  /** What people should know about it and change, if there is anything. */
  notice?: string;
  scrapeInterval: string;
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
  state?: "inactive" | "pending" | "firing" | "unknown";
  health: "ok" | "err" | "unknown";
  lastError?: string;
  /** Seconds that the condition must hold; alerting rules only. */
  duration?: number;
  alerts?: Alert[];
  labels?: Metric;
  annotations?: Metric;
  evaluationTime: number;
  lastEvaluation: string;
}

export interface RuleGroup {
  name: string;
  file: string;
  interval: number;
  rules: Rule[];
  evaluationTime: number;
  lastEvaluation: string;
}

export async function ruleGroups(signal?: AbortSignal): Promise<RuleGroup[]> {
  return (await ask<{groups: RuleGroup[]}>("api/v1/rules", {signal})).data.groups;
}

export type CheckState = "up" | "degraded" | "down" | "flapping" | "unreachable" | "maintenance" | "unknown" | "paused";

export interface Check {
  name: string;
  kind: string;
  target: string;
  labels: Metric;
  state: CheckState;
  since: string;
  failures: number;
  reason: string;
  message: string;
  /** Why the last run says less than it seems to; empty if it does not. */
  note: string;
  /** Name of the maintenance that is going on; empty for none. */
  maintenance: string;
  dependsOn: string[];
  durationSeconds: number;
  /** Seconds by phase, such as resolve, connect, tls, processing and transfer. */
  phases: Record<string, number>;
  lastRun: string;
  nextRun: string;
}

export async function checks(signal?: AbortSignal): Promise<Check[]> {
  return (await ask<{checks: Check[]}>("api/atalaya/v1/checks", {signal})).data.checks;
}

/** For each state that occurs, how many targets and checks are in it. */
export interface Counts {
  targets: Record<string, number>;
  checks: Record<string, number>;
}

export async function counts(signal?: AbortSignal): Promise<Counts> {
  return (await ask<Counts>("api/atalaya/v1/overview", {signal})).data;
}

export interface CheckDetail extends Check {
  /** The newest last. */
  changes: {at: string; state: CheckState; why: string}[];
  readings: {metric: string; labels: Metric; value: number | null}[];
  /** Where a job pings; empty if it is none, or may not be shown. */
  pingUrl: string;
}

export async function check(name: string, signal?: AbortSignal): Promise<CheckDetail> {
  return (await ask<CheckDetail>(`api/atalaya/v1/checks/${encodeURIComponent(name)}`, {signal})).data;
}

/** Stops asking a check, or has it asked again. */
export async function pauseCheck(name: string, pause: boolean): Promise<void> {
  const deed = pause ? "pause" : "resume";
  await ask<CheckDetail>(`api/atalaya/v1/checks/${encodeURIComponent(name)}/${deed}`, {method: "POST"});
}

export interface RuntimeInfo {
  startTime: string;
  CWD: string;
  hostname: string;
  serverTime: string;
  reloadConfigSuccess: boolean;
  lastConfigTime: string;
  reloadConfigError?: string;
  storageRetention: string;
}

export async function runtimeInfo(signal?: AbortSignal): Promise<RuntimeInfo> {
  return (await ask<RuntimeInfo>("api/v1/status/runtimeinfo", {signal})).data;
}

export interface BuildInfo {
  version: string;
  atalayaVersion?: string;
  javaVersion?: string;
}

export async function buildInfo(signal?: AbortSignal): Promise<BuildInfo> {
  return (await ask<BuildInfo>("api/v1/status/buildinfo", {signal})).data;
}

export async function flags(signal?: AbortSignal): Promise<Record<string, string>> {
  return (await ask<Record<string, string>>("api/v1/status/flags", {signal})).data;
}

/** The running configuration as YAML; secrets are hidden by the server. */
export async function configuration(signal?: AbortSignal): Promise<string> {
  return (await ask<{yaml: string}>("api/v1/status/config", {signal})).data.yaml;
}

/** A condition on a label, as Alertmanager's API writes it. */
export interface Matcher {
  name: string;
  value: string;
  isRegex: boolean;
  isEqual: boolean;
}

export interface Silence {
  id: string;
  status: {state: "active" | "pending" | "expired"};
  matchers: Matcher[];
  startsAt: string;
  endsAt: string;
  createdBy: string;
  comment: string;
}

/** An alert as routing knows it. */
export interface RoutedAlert {
  fingerprint: string;
  labels: Metric;
  annotations: Metric;
  startsAt: string;
  receivers: {name: string}[];
  status: {state: "active" | "suppressed" | "unprocessed"; silencedBy: string[]; inhibitedBy: string[]};
}

/** Alertmanager's API: the answer is the data itself, or an error as a text. */
async function askRouting<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await reach(path, init, PATIENCE_MILLIS);
  const text = await response.text();
  if (!response.ok) throw new Failure(spoken(text) || `${response.status}`, "http");
  return (text ? JSON.parse(text) : undefined) as T;
}

function spoken(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : text;
  } catch {
    return text;
  }
}

export const silences = (signal?: AbortSignal) => askRouting<Silence[]>("api/v2/silences", {signal});

/** The alerts that all these matchers match, each written as name="value"; the server judges. */
export function routedAlerts(matchers: string[], signal?: AbortSignal): Promise<RoutedAlert[]> {
  const query = new URLSearchParams(matchers.map((matcher) => ["filter", matcher]));
  return askRouting<RoutedAlert[]>(`api/v2/alerts?${query}`, {signal});
}

/** What was decided of an alert, when, and why. */
export interface Decision {
  at: string;
  step: string;
  outcome: string;
  reason: string;
}

export interface Reasons {
  /** For people, in the order of the flow; in the server's own words. */
  sentences: string[];
  /** The newest first. */
  decisions: Decision[];
}

/** Why an alert fires or does not, and who is told; it is named as NAME, {label="value"}, or both. */
export async function reasons(alert: string, signal?: AbortSignal): Promise<Reasons> {
  const {data} = await ask<{alerts: Reasons[]; rules: string[]}>(
    `api/v1/explain/alerts?${new URLSearchParams({alert})}`,
    {signal},
  );
  return data.alerts[0] ?? {sentences: data.rules, decisions: []};
}

/** A silence without its end. Without an id it is a new one; without a start it begins now. */
export type Wish = Pick<Silence, "matchers" | "createdBy" | "comment"> & Partial<Pick<Silence, "id" | "startsAt">>;

/** Makes or changes a silence. Now is by the server's clock: the visitor's own may be wrong. */
export async function putSilence(wish: Wish, seconds: number) {
  const now = (await runtimeInfo()).serverTime;
  const startsAt = wish.startsAt ?? now;
  const from = Math.max(Date.parse(startsAt), Date.parse(now));
  const endsAt = new Date(from + seconds * 1000).toISOString();
  await askRouting<unknown>("api/v2/silences", {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify({...wish, startsAt, endsAt}),
  });
}

export const expireSilence = (id: string) =>
  askRouting<unknown>(`api/v2/silence/${encodeURIComponent(id)}`, {method: "DELETE"});
