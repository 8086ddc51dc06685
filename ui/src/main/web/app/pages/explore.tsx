import {useEffect, useRef, useState} from "preact/hooks";
import {absoluteTime, setParams} from "../address";
import {queryRange, type RangeAnswer} from "../api";
import {Chart, seriesName} from "../chart";
import {number, t} from "../i18n";
import {useLive} from "../live";
import type {PageProps} from "../main";

const RANGES = ["now-5m", "now-1h", "now-6h", "now-24h", "now-7d"];
const DEFAULT_QUERY = 'sum by (mode) (rate(node_cpu_seconds_total{mode!="idle"}[5m]))';
const POINTS = 600;

export function Explore({params, refreshSeconds}: PageProps) {
  const query = params.get("expr") ?? DEFAULT_QUERY;
  const from = params.get("from") ?? "now-1h";
  const to = params.get("to") ?? "now";
  const [draft, setDraft] = useState(query);
  const run = (text: string) => setParams({expr: text});
  const live = useLive<RangeAnswer & {start: number; end: number}>(
    async (signal) => {
      const now = Date.now() / 1000;
      const start = absoluteTime(from, now);
      const end = absoluteTime(to, now);
      const step = Math.max(1, Math.round((end - start) / POINTS));
      return {...(await queryRange(query, start, end, step, signal)), start, end};
    },
    to === "now" ? refreshSeconds : 0,
    [query, from, to],
  );
  return (
    <>
      <h1 class="visually-hidden">{t("nav.explore")}</h1>
      <section class="card">
        <div class="row">
          <Editor text={query} onRun={run} onChange={setDraft} />
          <select
            aria-label={t("range.label")}
            value={from}
            onChange={(e) => setParams({from: e.currentTarget.value, to: ""})}
          >
            {[...new Set([...RANGES, from])].map((r) => (
              <option value={r}>{r.startsWith("now-") ? t("range.last", {span: r.slice(4)}) : t("range.chosen")}</option>
            ))}
          </select>
          <button class="primary" onClick={() => run(draft)}>{t("query.run")}</button>
        </div>
        <p class="hint" data-testid="stats">
          {live.data && `${t("stats.series", {count: live.data.series.length})} · ${t("stats.took", {millis: number(live.data.millis)})} · ${t("zoom.hint")}`}
        </p>
        {live.data?.notes.map((note) => <p class="note">{note}</p>)}
      </section>
      {live.error && <section class="card error" role="alert">{live.error}</section>}
      {!live.error && live.data && live.data.series.length === 0 && (
        <section class="card empty">
          <h2>{t("empty.title")}</h2>
          <p>{t("empty.next")}</p>
        </section>
      )}
      {!live.error && live.data && live.data.series.length > 0 && (
        <section class="card">
          <Chart
            series={live.data.series}
            start={live.data.start}
            end={live.data.end}
            height={340}
            onZoom={(a, b) => setParams({from: String(Math.round(a)), to: String(Math.round(b))})}
          />
          <Summary answer={live.data} />
        </section>
      )}
    </>
  );
}

/** The chart's twin for eyes that prefer figures. */
function Summary({answer}: {answer: RangeAnswer}) {
  return (
    <table>
      <thead>
        <tr><th>{t("table.series")}</th><th>{t("table.min")}</th><th>{t("table.max")}</th><th>{t("table.last")}</th></tr>
      </thead>
      <tbody>
        {answer.series.slice(0, 200).map((s, i) => {
          const values = s.values.map((v) => Number(v[1])).filter(Number.isFinite);
          return (
            <tr>
              <td><span class={`key colour-${i % 8}`} aria-hidden="true" /> {seriesName(s.metric)}</td>
              <td>{number(Math.min(...values))}</td>
              <td>{number(Math.max(...values))}</td>
              <td>{number(values[values.length - 1] ?? NaN)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Editor(props: {text: string; onRun: (text: string) => void; onChange: (text: string) => void}) {
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    let dispose = () => {};
    let gone = false;
    import("../editor").then(({mountEditor}) => {
      if (gone) return;
      const {onRun, onChange} = latest.current;
      const view = mountEditor(box.current!, props.text, t("query.hint"), onRun, onChange);
      dispose = () => view.destroy();
    });
    return () => {
      gone = true;
      dispose();
    };
  }, [props.text]);
  return <div class="editor" ref={box} />;
}
