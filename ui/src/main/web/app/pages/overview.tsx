import {queryRange, ruleGroups, targets, checks, type RangeAnswer} from "../api";
import {href} from "../address";
import {Chart} from "../chart";
import {ago, type Key, number, t} from "../i18n";
import {useLive} from "../live";
import {follow, type PageProps} from "../main";
import {State} from "../state";

const WINDOW_SECONDS = 900;

const bytes = (value: number) => {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  for (; Math.abs(value) >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${number(value, 1)} ${units[unit]}`;
};
const percent = (value: number) => `${number(value, 0)} %`;

/** What is drawn of the machine: a title, a query, its unit, and how its series are called. */
const PANELS: {title: Key; query: string; format: (v: number) => string; name?: string}[] = [
  {
    title: "overview.cpu",
    query: 'avg by (mode) (rate(node_cpu_seconds_total{mode!="idle"}[1m])) * 100',
    format: percent,
    name: "mode",
  },
  {
    title: "overview.memory",
    query: "100 * (1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)",
    format: percent,
  },
  {
    title: "overview.network",
    query: 'sum by (device) (rate(node_network_receive_bytes_total{device!="lo"}[1m]))',
    format: (v) => `${bytes(v)}/s`,
    name: "device",
  },
  {
    title: "overview.disk",
    query: "sum by (device) (rate(node_disk_written_bytes_total[1m]))",
    format: (v) => `${bytes(v)}/s`,
    name: "device",
  },
];

export function Overview({refreshSeconds}: PageProps) {
  const state = useLive(
    async (signal) => ({
      targets: await targets(signal),
      groups: await ruleGroups(signal),
      checks: await checks(signal),
    }),
    refreshSeconds,
    [],
  );
  const down = state.data?.targets.filter((x) => x.health === "down") ?? [];
  const alerts = (state.data?.groups ?? []).flatMap((g) => g.rules).flatMap((r) => r.alerts ?? []);
  const firing = alerts.filter((a) => a.state === "firing");
  return (
    <>
      <h1 class="visually-hidden">{t("nav.overview")}</h1>
      {state.error && <p class="card error" role="alert">{state.error}</p>}
      <section class="tiles" aria-live="polite">
        <Tile page="alerts" title={t("overview.firing")} value={firing.length} bad={firing.length > 0} />
        <Tile page="checks" title={t("overview.checksDown")} value={(state.data?.checks ?? []).filter((c) => c.state === "down").length} of={state.data?.checks.length} bad={(state.data?.checks ?? []).some((c) => c.state === "down")} />
        <Tile page="targets" title={t("overview.targetsDown")} value={down.length} of={state.data?.targets.length} bad={down.length > 0} />
      </section>
      {firing.length > 0 && (
        <section class="card">
          <h2>{t("overview.firing")}</h2>
          <ul class="plain">
            {firing.map((a) => (
              <li>
                <State state="firing" /> <b>{a.labels.alertname}</b> {a.annotations.summary ?? ""} <span class="hint">{ago(a.activeAt)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section class="grid">
        {PANELS.map((panel) => <Panel key={panel.title} panel={panel} refreshSeconds={refreshSeconds} />)}
      </section>
    </>
  );
}

function Tile(props: {page: string; title: string; value: number; of?: number; bad: boolean}) {
  return (
    <a class={props.bad ? "card tile bad" : "card tile"} href={href(props.page)} onClick={follow}>
      <span class="figure">{number(props.value)}{props.of !== undefined && <small> / {number(props.of)}</small>}</span>
      <span>{props.title}</span>
    </a>
  );
}

function Panel({panel, refreshSeconds}: {panel: (typeof PANELS)[number]; refreshSeconds: number}) {
  const live = useLive<RangeAnswer & {start: number; end: number}>(
    async (signal) => {
      const end = Date.now() / 1000;
      const start = end - WINDOW_SECONDS;
      return {...(await queryRange(panel.query, start, end, 5, signal)), start, end};
    },
    refreshSeconds,
    [panel],
  );
  const title = t(panel.title);
  return (
    <figure class="card">
      <figcaption>
        <a href={href("explore", {expr: panel.query})} onClick={follow}>{title}</a>
      </figcaption>
      {live.error && <p class="error" role="alert">{live.error}</p>}
      {live.data && live.data.series.length === 0 && <p class="hint">{t("overview.wait")}</p>}
      {live.data && live.data.series.length > 0 && (
        <>
          <Chart series={live.data.series} start={live.data.start} end={live.data.end} height={180} format={panel.format} />
          <p class="legend">
            {live.data.series.map((s, i) => (
              <span class={`colour-${i % 8}`}>
                {panel.name ? s.metric[panel.name] : ""} <b>{panel.format(Number(s.values[s.values.length - 1][1]))}</b>
              </span>
            ))}
          </p>
        </>
      )}
    </figure>
  );
}
