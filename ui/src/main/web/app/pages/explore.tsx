import type {ComponentChildren} from "preact";
import {useEffect, useRef, useState} from "preact/hooks";
import {exploreHref, follow, href, rangeOf, readAddress, setParams} from "../address";
import {explainQuery, formatted, query as queryNow, queryRange} from "../api";
import type {Editor} from "../editor";
import {type Failure, offsetOf} from "../failure";
import {t} from "../i18n";
import {type Live, refreshNow, useLive} from "../live";
import {CopyButton} from "../parts/copy-button";
import {Menu} from "../parts/menu";
import {FailureCard} from "../parts/messages";
import {RangePicker} from "../parts/range-picker";
import {absoluteTime, isMoving, type Range, type Span, spanOf, stepOf} from "../range";
import {Explain} from "./explore/explain";
import {Graph} from "./explore/graph";
import {pastQueries, rememberQuery} from "./explore/history";
import {Instant, rowsOf} from "./explore/instant";
import {MetricBrowser} from "./explore/metrics";
import {Notes} from "./explore/notes";
import {QueryEditor} from "./explore/query-editor";
import type {PageProps} from "./page";

const USUAL_RANGE = "now-1h";

/** What is shown of an expression. */
type View = "graph" | "table" | "explain";

const viewOf = (params: URLSearchParams): View => {
  const wanted = params.get("view");
  return wanted === "table" || wanted === "explain" ? wanted : "graph";
};

/** An expression, and what it yields over a range or at one moment. */
export function Explore({params, refreshSeconds}: PageProps) {
  const expr = params.get("expr") ?? "";
  const range = rangeOf(params, USUAL_RANGE);
  const view = viewOf(params);
  const [failure, setFailure] = useState<Failure | null>(null);
  const View = {graph: GraphView, table: TableView, explain: ExplainView}[view];
  return (
    <>
      <h1 class="visually-hidden">{t("nav.explore")}</h1>
      <QueryBar expr={expr} range={range} view={view} stack={params.has("stack")} failure={failure} />
      {expr ? (
        <View
          expr={expr}
          range={range}
          stack={params.has("stack")}
          refreshSeconds={refreshSeconds}
          onFailure={setFailure}
        />
      ) : (
        <Beginnings />
      )}
    </>
  );
}

/** Expressions that show something on any server, for who has none in mind. */
const BEGINNINGS = [
  "up",
  'sum by (mode) (rate(node_cpu_seconds_total{mode!="idle"}[5m]))',
  "topk(10, count by (__name__) ({__name__=~\".+\"}))",
];

function Beginnings() {
  return (
    <section class="card empty">
      <h2>{t("query.none")}</h2>
      <p>{t("query.noneNext")}</p>
      {BEGINNINGS.map((expr) => (
        <p key={expr}><a class="code" href={exploreHref(expr)} onClick={follow}>{expr}</a></p>
      ))}
    </section>
  );
}

interface BarProps {
  expr: string;
  range: Range;
  view: View;
  stack: boolean;
  failure: Failure | null;
}

function QueryBar({expr, range, view, stack, failure}: BarProps) {
  const [draft, setDraft] = useState(expr);
  const editor = useRef<Editor>(null);
  useEffect(() => setDraft(expr), [expr]);
  const run = (text: string) => {
    rememberQuery(text);
    if (text === expr) refreshNow();
    else setParams({expr: text});
  };
  const choose = (metric: string) => {
    if (editor.current && draft.trim()) editor.current.insert(metric);
    else run(metric);
  };
  const fault = failure?.position && draft === expr
    ? {at: offsetOf(expr, failure.position), message: failure.message}
    : null;
  return (
    <section class="card query">
      <div class="row">
        <QueryEditor editor={editor} text={expr} fault={fault} onRun={run} onChange={setDraft} />
        <button type="button" class="primary" title="Shift+Enter" onClick={() => run(draft)}>{t("query.run")}</button>
      </div>
      <div class="row">
        <RangePicker range={range} />
        <div class="segments" role="group" aria-label={t("view.label")}>
          <ViewButton view="graph" now={view} />
          <ViewButton view="table" now={view} />
          <ViewButton view="explain" now={view} />
        </div>
        {view === "graph" && (
          <label class="check">
            <input
              type="checkbox"
              checked={stack}
              onChange={(e) => setParams({stack: e.currentTarget.checked ? "1" : ""})}
            />
            {t("view.stack")}
          </label>
        )}
        <MetricBrowser onChoose={choose} />
        <History />
        <button type="button" disabled={!draft.trim()} onClick={() => layOut(draft)}>{t("query.format")}</button>
        {expr && <CopyButton label={t("query.share")} text={() => lastingAddress(range)} />}
      </div>
    </section>
  );
}

function ViewButton({view, now}: {view: View; now: View}) {
  return (
    <button type="button" aria-pressed={view === now} onClick={() => setParams({view: view === "graph" ? "" : view})}>
      {t(`view.${view}`)}
    </button>
  );
}

/** Lays the expression out over lines; one with a fault is asked as it is, so that the fault is shown. */
const layOut = (text: string) =>
  formatted(text).then((laidOut) => setParams({expr: laidOut}), () => setParams({expr: text}));

/** The address of this view with the times it shows now: whoever opens it later sees the same. */
function lastingAddress(range: Range): string {
  const {start, end} = spanOf(range);
  const {params} = readAddress();
  params.delete("refresh");
  params.set("from", `${Math.round(start)}`);
  params.set("to", `${Math.round(end)}`);
  return `${location.origin}${location.pathname}?${params}`;
}

function History() {
  return (
    <Menu id="history" title={t("history.title")} label={<>{t("history.title")} ▾</>}>
      {(close) => {
        const past = pastQueries();
        if (past.length === 0) return <p class="hint">{t("history.none")}</p>;
        return past.map((text) => (
          <button
            type="button"
            key={text}
            class="plain code"
            onClick={() => {
              setParams({expr: text});
              close();
            }}
          >
            {text}
          </button>
        ));
      }}
    </Menu>
  );
}

interface ViewProps {
  expr: string;
  range: Range;
  stack: boolean;
  refreshSeconds: number;
  onFailure: (failure: Failure | null) => void;
}

/** The points of a chart, on multiples of its step: the same ones again at the next load. */
function gridOf(range: Range): Span & {step: number} {
  const {start, end} = spanOf(range);
  const step = stepOf({start, end});
  const until = Math.floor(end / step) * step;
  return {start: until - Math.round((end - start) / step) * step, end: until, step};
}

function GraphView({expr, range, stack, refreshSeconds, onFailure}: ViewProps) {
  const live = useLive(
    (signal) => {
      const {start, end, step} = gridOf(range);
      return queryRange(expr, start, end, step, signal);
    },
    isMoving(range) ? refreshSeconds : 0,
    [expr, range.from, range.to],
  );
  useEffect(() => onFailure(live.failure), [live.failure]);
  if (live.failure || !live.data) return <Pending live={live} expr={expr} />;
  const {series, histograms, infos} = live.data;
  if (series.length + histograms === 0) return <NoData />;
  return (
    <Answer stale={live.stale}>
      <Notes
        {...live.data}
        infos={histograms > 0 ? [...infos, t("chart.histograms", {count: histograms})] : infos}
        count={series.length}
      />
      {series.length > 0 && <Graph answer={live.data} query={expr} stack={stack} />}
    </Answer>
  );
}

function TableView({expr, range, refreshSeconds, onFailure}: ViewProps) {
  const live = useLive(
    (signal) => queryNow(expr, absoluteTime(range.to, Date.now() / 1000), signal),
    isMoving(range) ? refreshSeconds : 0,
    [expr, range.to],
  );
  useEffect(() => onFailure(live.failure), [live.failure]);
  if (live.failure || !live.data) return <Pending live={live} expr={expr} />;
  const count = rowsOf(live.data).length;
  if (count === 0) return <NoData />;
  return (
    <Answer stale={live.stale}>
      <Notes {...live.data} count={count} />
      <Instant answer={live.data} />
    </Answer>
  );
}

/** Runs once: figures that change every few seconds cannot be compared. */
function ExplainView({expr, range, onFailure}: ViewProps) {
  const live = useLive(
    (signal) => {
      const {start, end, step} = gridOf(range);
      return explainQuery(expr, start, end, step, signal);
    },
    0,
    [expr, range.from, range.to],
  );
  useEffect(() => onFailure(live.failure), [live.failure]);
  if (live.failure || !live.data) return <Pending live={live} expr={expr} />;
  return (
    <Answer stale={live.stale}>
      <Notes {...live.data} count={live.data.plan.series} />
      <Explain plan={live.data.plan} range={range} />
    </Answer>
  );
}

/** What was asked before fades until the answer to what is asked now is there. */
function Answer({stale, children}: {stale: boolean; children: ComponentChildren}) {
  return <div class={stale ? "answer stale" : "answer"} aria-busy={stale}>{children}</div>;
}

function Pending<T>({live, expr}: {live: Live<T>; expr: string}) {
  if (live.failure) return <FailureCard failure={live.failure} query={expr} />;
  return (
    <>
      <p class="hint">{t("loading")}</p>
      <section class="card" aria-busy="true"><div class="chart placeholder tall" /></section>
    </>
  );
}

function NoData() {
  return (
    <section class="card empty">
      <h2>{t("empty.title")}</h2>
      <p>{t("empty.next")}</p>
      <p><a href={href("targets")} onClick={follow}>{t("nav.targets")}</a></p>
    </section>
  );
}
